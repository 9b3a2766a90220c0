"""Frameworks: what their builds leave for Pages, how that is kept, and how a project takes its Workers form."""
