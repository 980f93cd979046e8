"""What can be done with quizzes: attempts, marks, appeals, regrades, sittings. One verb a function."""
