"""Shows that an expression has one value: in Python, on SQLite, on PostgreSQL and in JavaScript."""
