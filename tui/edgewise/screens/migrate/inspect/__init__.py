"""Inspect: what edgewise knows about the project."""
