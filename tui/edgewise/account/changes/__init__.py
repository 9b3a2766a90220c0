"""Changes to an account: as a request to look at first, as something asked for, and as a list of what was asked.

The list is there before the first request: its modules load no HTTP library.
"""
