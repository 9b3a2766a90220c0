"""Screens on top of the tables that look into what is stored: a value, a database, a Workflow's steps."""
