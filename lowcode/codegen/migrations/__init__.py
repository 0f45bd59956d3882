"""State against state: which operations lead from the former schema to the new one, and their revision as a file."""
