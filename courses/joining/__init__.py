"""The join link of a cohort: who may come in by it, until when, how many; those who wait; and who lets them in.

Used by instructors, who share the link, and by learners, signed in or new. Seats are counted under the cohort's lock, so no
two people get the same one. It refuses a dead code, a foreign mail domain and a full cohort with words that say what helps.
"""
