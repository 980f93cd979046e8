"""What a client organisation's own contact sees: how many of its learners began and finished, in counts.

Used by contacts and by those who care for the partner's clients (`/clients/<id>/`). It refuses names, marks and any
group of fewer than five.
"""
