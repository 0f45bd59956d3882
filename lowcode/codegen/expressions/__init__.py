"""One typed expression, three targets with one meaning: Python, SQLAlchemy, JavaScript.

* `python.compile_python(expression, scope, target) -> Compiled`: on a loaded record called `this`.
* `sql.compile_sql(expression, scope, target) -> Compiled`: a column expression, `this` is a mapped class or an alias.
* `sql.compile_condition(expression, scope) -> Compiled`: the same for a WHERE, where an empty answer counts as no.
* `javascript.compile_javascript(expression, scope, target) -> CompiledScript`: with `record` and `context` in scope.

`target` is the type that the value is wanted in (that of the field it goes into); numbers are rounded to its scale.
In `options where` the thing to choose from is called `option`; in SQL, `this` is then a record, not a class.
What emitted code calls lives in `lowcode.runtime.values` (as `values`), `lowcode.runtime.values.columns` (as `columns`)
and, in the browser, `lowcode.values` of `static/js/expressions.js` (as `values`).
"""
