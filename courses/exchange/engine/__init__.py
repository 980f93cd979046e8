"""Readers and writers of question files: bytes in, items and a report out, and the other way round.

Used by the services and the command of this room. An item here is a question as an author writes it (a mapping).
They refuse Django, the network, entities, paths out of an archive, and silence about what a format cannot say.
"""
