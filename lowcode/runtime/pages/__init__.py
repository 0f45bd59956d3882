"""The pages of records: handlers and the contexts of their templates.

What HTTP and pages agree on (`lowcode.runtime.pages.routes.page_routes(application)` lists it as data):

    GET  /                               to the home page
    GET  /-/theme.css                    the app's colours, cached for good under ?v=<hash>
    GET  /-/search?q=                    records of all entities;  GET /-/search/suggest?q= the same as a fragment
    GET  /-/recycle-bin                  POST /-/recycle-bin/{id}/restore
    (`/-/` is what no entity's identifier can be: a spec may well have an entity `Search` or `Account`.)
    GET  /{entity}                       list; with `HX-Request` only the part `#list`
    POST /{entity}/bulk                  one field of many records, or delete them
    POST /{entity}/columns               which columns this user sees
    GET  /{entity}/new                   POST creates
    GET  /{entity}/options/{field}?q=    what a reference may be set to (POST with the form: dependent options), JSON
    GET  /{entity}/{id}                  record
    GET  /{entity}/{id}/edit             POST saves
    GET  /{entity}/{id}/delete           consequences; POST deletes

The HTTP layer calls a handler as `handler(request: PageRequest) -> Response` in a worker thread, with the connection's
transaction open; it commits when the handler returns and rolls back when it raises. `PageRequest` (in `page_request.py`) is
what a handler may know of the request. Login, account and errors are the HTTP layer's handlers; they answer with
`lowcode.runtime.pages.rendering.render(request, "login.html", …)` on templates that live beside the others.
"""
