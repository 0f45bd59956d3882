"""Pages of everything that takes time: steps and buttons of records, approvals, to-dos, messages, boards, jobs.

Rights are those of `lowcode.runtime.process`: pages offer what its functions allow, and show in words what they refuse.
No state changes by GET. Addresses: `/{entity}/{id}/do/{transition}` · `/{entity}/{id}/press/{rule}` ·
`/{entity}/{id}/submit/{approval}` · `/{entity}/{id}/moves` · `/{entity}/{id}/to` · `/{entity}/board` ·
`/-/approvals/{id}` · `/-/todo` · `/-/tasks/{id}` · `/-/notifications` · `/-/events` · `/-/counters` ·
`/-/account/messages` · `/-/account/absence` · `/-/jobs`.
"""
