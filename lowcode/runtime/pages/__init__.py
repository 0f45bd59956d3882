"""The pages of records: handlers and the contexts of their templates.

What the server around them needs to know:

* `lowcode.runtime.pages.routes.ROUTES` are the routes of all pages about records.
* `lowcode.runtime.pages.rendering.Renderer(application, template_folders, static_url)` holds the app's templates; the
  service makes one at start and keeps it as `service.renderer`.
* `lowcode.runtime.pages.rendering.render(request, "login.html", status=…, **values)` is the answer with a page. The
  server's own pages (sign-in, account, errors) use it with the templates `login.html`, `account.html`, `error.html`,
  whose first lines say what values they take.

Addresses: `/` home · `/{entity}` list · `/{entity}/new` · `/{entity}/{id}` · `/{entity}/{id}/edit` ·
`/{entity}/{id}/delete` · `/{entity}/bulk` · `/{entity}/columns` · `/{entity}/options/{field}` · `/{entity}/check` ·
`/-/search` · `/-/search/suggest` · `/-/recycle-bin` · `/-/recycle-bin/{id}` · `/-/theme.css`.
"""
