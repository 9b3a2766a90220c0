"""The course: lessons, progress, quizzes, labs, figures, and the checker that keeps them right."""
