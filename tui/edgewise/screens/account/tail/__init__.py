"""The live log of a Worker or of a Pages deployment, on top of the account's tables."""
