"""How the app speaks: the words of the interface in every language, and how values are written."""
