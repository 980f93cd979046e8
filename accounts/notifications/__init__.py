"""One way to tell a person something: a line in the tray, and a mail at once, in the daily digest, or not at all.

Every app registers its kinds and calls `notify` with a unique key; people choose per kind at /account/notifications/.
It refuses to tell the same thing twice, to mail what a person switched off, and to switch off what is part of the service.
"""
