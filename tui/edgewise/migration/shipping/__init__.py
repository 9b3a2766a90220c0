"""Bringing the Worker into the account without sending anybody to it: what it needs, the upload, and its proof."""
