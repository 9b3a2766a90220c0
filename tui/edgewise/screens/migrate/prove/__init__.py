"""Prove: the proof, live."""
