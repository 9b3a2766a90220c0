"""Add: what Pages could not have."""
