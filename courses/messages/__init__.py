"""What is said in a cohort: announcements to everybody in it, and one thread for each learner with those who teach it.

Instructors write at /cohorts/…/announcements/ and answer at /cohorts/messages/; learners read and write at /messages/.
It refuses words between learners, words to another cohort, and writing once the cohort is closed.
"""
