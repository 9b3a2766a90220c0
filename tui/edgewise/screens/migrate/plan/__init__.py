"""Plan: each file that would change."""
