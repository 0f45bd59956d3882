"""What can be wrong with a specification, in words and in drawings.

Three steps, three homes: a checker records facts (`problem`, `problems`), `description` words them in a
language, `text`, `json_format` and `github` draw them.
"""
