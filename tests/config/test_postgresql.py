import pytest
from django.db import connection, connections

from accounts.api import planned_cursor

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
STATEMENT = "SELECT count(*) FROM accounts_user WHERE email = %s"


def ask(address):
    with planned_cursor() as cursor:
        cursor.execute(STATEMENT, [address])
        return cursor.fetchone()[0]


def test_a_statement_that_returns_is_planned_once_and_counts_as_a_query(django_assert_num_queries):
    connection.close()
    with django_assert_num_queries(8):
        for number in range(8):
            assert ask(f"p{number}@example.org") == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        assert [row[0] for row in cursor.fetchall()] == [STATEMENT.replace("%s", "$1")]


def test_other_statements_are_sent_as_before():
    for number in range(8):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 + %s", [number])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT 1 +%%'")
        assert cursor.fetchone() == (0,)


def test_a_connection_that_the_server_has_ended_is_found_out_before_the_next_page():
    ask("somebody@example.org")
    assert connection.is_usable() is True
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        # With a time to wait, the server answers when the other one has ended.
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])
    other.close()
    assert connection.is_usable() is False
    connection.close()
    assert ask("somebody@example.org") == 0
