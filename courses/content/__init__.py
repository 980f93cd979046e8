"""Course-as-code: reads a folder or ZIP of author files into frozen specs, checked line by line.

Used by the catalogue, which publishes what was read, and by the commands an author runs.
Refuses anything it cannot trust: every problem is a located error, and nothing is written here.
"""
