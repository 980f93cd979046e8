"""The full text index reads the folded columns. What was indexed before is built again when somebody searches it."""

from django.db import migrations

SQLITE = [
    "DELETE FROM courses_searchentry",
    "DROP TABLE courses_search_fts",
    "CREATE VIRTUAL TABLE courses_search_fts USING fts5("
    "folded_title, folded, content='courses_searchentry', content_rowid='id', tokenize='porter unicode61')",
]
POSTGRESQL = [
    "DELETE FROM courses_searchentry",
    "ALTER TABLE courses_searchentry DROP COLUMN search",
    "ALTER TABLE courses_searchentry ADD COLUMN search tsvector GENERATED ALWAYS AS ("
    "setweight(to_tsvector('english', folded_title), 'A') || setweight(to_tsvector('english', folded), 'B')) STORED",
    "CREATE INDEX courses_searchentry_search ON courses_searchentry USING gin (search)",
]


def make(_apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("courses", "0012_search_folded")]
    operations = [migrations.RunPython(make)]
