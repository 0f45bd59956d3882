"""The command line: one module for each command that has more than a few lines."""
