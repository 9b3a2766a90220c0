"""The proof: the same requests to the old and the new side, and what differs."""
