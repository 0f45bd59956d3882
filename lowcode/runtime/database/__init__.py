"""The database as generated apps see it: column types, the base of all records, connections, system tables."""
