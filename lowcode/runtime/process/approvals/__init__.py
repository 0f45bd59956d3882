"""Approvals: who must sign a record, in what order, and what became of it.

`starting` submits, `stages` brings the next signers to their turn, `signing` takes decisions, `handing_over` transfers,
adds signers and notes absences, `leaving` finds others for those who are gone, `timing` reminds, escalates and ends by
the clock, `versions` follows the app, `lists` answers what somebody has to do. `seats` says what a step's signatures
amount to. Rows are the truth; everything happens in the caller's transaction, all of it or nothing, with the record
and then the request locked. What all this means to people is in docs/approvals.md.
"""
