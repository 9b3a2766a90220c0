"""Changing something in the account: what can be done to a row, the question, and the list of what was done."""
