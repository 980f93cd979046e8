"""A cohort's plan kept as a template, and new cohorts made from it.

Used by those who plan cohorts for a partner. Moments of a template are relative to the first day, or fixed in the cohort's zone.
It refuses a plan whose moments contradict each other, and a version that the partner may not deliver when the cohort begins.
"""
