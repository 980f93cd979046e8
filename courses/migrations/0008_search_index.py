"""The full text index beside SearchEntry: FTS5 on SQLite, a generated tsvector with a GIN index on PostgreSQL."""

from django.db import migrations

SQLITE = [
    "CREATE VIRTUAL TABLE courses_search_fts USING fts5("
    "title, text, content='courses_searchentry', content_rowid='id', "
    "tokenize='porter unicode61 remove_diacritics 2')",
]
POSTGRESQL = [
    "ALTER TABLE courses_searchentry ADD COLUMN search tsvector GENERATED ALWAYS AS ("
    "setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', text), 'B')) STORED",
    "CREATE INDEX courses_searchentry_search ON courses_searchentry USING gin (search)",
]


def make(_apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop(_apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE courses_search_fts")
    else:
        schema_editor.execute("ALTER TABLE courses_searchentry DROP COLUMN search")


class Migration(migrations.Migration):
    dependencies = [("courses", "0007_search")]
    operations = [migrations.RunPython(make, drop)]
