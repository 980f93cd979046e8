"""What marks add up to: states, completion, requirements of a credential.

Used by the progress services and selectors.
Refuses to guess: a requirement it does not know is never met.
"""
