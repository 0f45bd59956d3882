"""Approvals: who must sign a record, in what order, and what became of it.

`starting` submits and opens rounds, `stages` brings the next signers to their turn, `signing` takes decisions,
`handing_over` transfers and adds signers, `timing` reminds, escalates and ends by the clock, `lists` answers what
somebody has to do. Rows are the truth; everything happens in the caller's transaction with the request's row locked.
"""
