"""The log of a build, on top of the account's tables."""
