"""What a change of the database costs over a million records: time, memory, and how long others wait."""
