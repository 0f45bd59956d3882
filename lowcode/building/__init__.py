"""Builds on disk: what is written and removed, what need not be built again, which files somebody has edited."""
