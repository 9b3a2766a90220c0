"""What a credential may do here: which permissions edgewise can use, which of them are there, and how that is known."""
