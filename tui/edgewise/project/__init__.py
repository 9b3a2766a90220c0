"""What a Pages project on disk is. Reads only; never runs or changes anything of the project."""
