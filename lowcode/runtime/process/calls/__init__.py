"""Calls to other systems: who may be reached, what is sent, what an answer means."""
