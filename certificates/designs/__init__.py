"""Certificate designs: templates as code in content/designs, versioned and frozen once used, with zones a partner may fill.

Used by credentials (which draws with a version) and by the designer page.
Refuses changes to a version that was published, and anything outside a partner's zones.
"""
