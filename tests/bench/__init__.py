"""How fast edgewise is, as ratios to something everybody has, measured in one run.

``python -m tests.bench`` prints them. Nothing here is a test: a wall clock on a shared computer would
make a test that fails by chance.
"""
