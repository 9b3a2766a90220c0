"""The two sides of a proof, each in a working copy of its own."""
