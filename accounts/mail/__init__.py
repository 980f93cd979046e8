"""One way to send a templated mail: subject, text and HTML, written as a row and sent by a worker.

Every app calls `send_mail` with a unique key, so the same mail is never sent twice; /outbox/ shows them when no SMTP server is set.
It refuses to send inside a request, and to keep the text of a mail once a real server has taken it.
"""
