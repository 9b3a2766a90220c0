"""The checks that an assessment is made of. Each is a function from a project to findings."""
