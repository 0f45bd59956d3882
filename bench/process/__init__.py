"""Measures processes: timers among a million, rules that workers run, what rules cost a save."""
