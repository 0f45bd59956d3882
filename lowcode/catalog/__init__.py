"""The built-ins of the language: one module each and one line in an explicit registry. Imports nothing of ours."""
