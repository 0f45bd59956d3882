"""Edited by hand."""
