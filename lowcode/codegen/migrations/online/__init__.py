"""Migrations that run while the app is in use: a change as two revisions, between which old and new code both work."""
