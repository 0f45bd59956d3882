"""Of another branch."""
