"""Pure reading, checking and rendering of author files.

Used by the content commands, by every activity kind and by the lesson page.
Refuses Django, the clock, chance and the network: what it needs comes in as an argument.
"""
