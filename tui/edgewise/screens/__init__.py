"""The screens of the terminal interface, one package or module for each door."""
