"""Your own code. lowcode made this file once and never touches it again.

Functions registered here run inside the app; see `lowcode.runtime.hooks`. For example:

    from typing import Any

    from lowcode.runtime.context import Context
    from lowcode.runtime.hooks import HookRefusal, before_save

    @before_save("customer")
    def look_at_it(record: Any, context: Context) -> None:
        if not context.has_role("admin"):
            raise HookRefusal("Ask an administrator to do that.")

`after_save`, `before_delete` and `after_delete` work the same way; `route("GET", "/custom/hello")` adds a page.
Templates in `custom/templates/` go before the generated ones of the same name, files in `custom/static/` likewise.
"""
