"""What the pages and services of quizzes read: rows of attempts, and values shaped like a page."""
