"""The demo account's analytics: a small world of numbers, and a reader for the queries that ask about it."""
