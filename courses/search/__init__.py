"""Search over lessons, the glossary and a learner's own notes.

Used by every learner. One door for two databases: FTS5 on SQLite, full text search on PostgreSQL.
Refuses to find what a person may not read: other courses, other people's notes, and any quiz or lab.
"""
