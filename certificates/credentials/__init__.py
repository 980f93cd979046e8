"""The credential: who showed what, when, by which rules; frozen facts that the PDF, the badge and every page are drawn from.

Used by learners (their page), staff (issue, suspend, revoke, reissue), verification, batches, requests and renewals.
Refuses a second live credential for one enrolment and achievement, an issue that the rules do not allow, and any change of stored bytes.
"""
