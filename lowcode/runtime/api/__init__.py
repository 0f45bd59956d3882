"""The JSON API: the same records, rights, rules and processes as the pages, for programs.

`gateway` takes requests below `/api/v1`, `exchange` answers one in its thread: `authentication` says who asks, `rates`
how often he may, `idempotency` whether it was done already; then a handler of `routes` runs. Handlers decide nothing:
`reading` turns JSON into a submission as forms do, saving and processes say what is possible, `values` turns what comes
out into JSON, `problems` words what is refused. What the operations are is in `lowcode.catalog.api`.
"""
