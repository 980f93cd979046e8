"""What is written: scenarios with their persona, variants, replies and documents, frozen into versions once published.

Used by sessions, which play a version, and by the course import, which checks and publishes the kind "lab".
It refuses to change or delete a version, and to publish a likeness of a real person without recorded consent.
"""
