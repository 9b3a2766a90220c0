"""What the credential may do: the screen behind p."""
