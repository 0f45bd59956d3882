"""Migrations of generated apps: running them, and what their revisions call.

`running` runs revisions and `environment` is what their `env.py` calls; `operations` names what revisions are written
with. What is said there is frozen: a revision that was written once is run for ever.
"""
