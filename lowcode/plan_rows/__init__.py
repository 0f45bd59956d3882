"""Asks a database what a plan means for it: rows concerned, records in the way, an estimate of time. Only reads.

The only part of the compiler that talks to a database; nothing but `lowcode plan --database` loads it. `reading` opens
the database, `rehearsal` goes through the operations of the revision with the runtime's own functions on tables that
are only `foreseen`, `looking` puts together what is found, step by step.
"""

from lowcode.plan_rows.looking import look
from lowcode.plan_rows.reading import DatabaseError

__all__ = ["DatabaseError", "look"]
