"""What can be done with a piece of work: write, hand in, rate, return, appeal. One verb a function."""
