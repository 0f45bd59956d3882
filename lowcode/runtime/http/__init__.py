"""How requests reach the pages: the Starlette application, routing, sessions, sign-in, CSRF, headers, static files.

What never belongs here: what a page shows (`lowcode.runtime.pages`), what may be read (`lowcode.runtime.access`),
how records are saved (`lowcode.runtime.saving`).
"""
