"""Hand-written code of an app's owner: `custom/hooks.py` and `custom/functions.py`, which a rebuild never touches.

::

    from lowcode.runtime.hooks import HookRefusal, before_save, route

    @before_save("customer")
    def keep_names_tidy(record, context):
        record.name = record.name.strip("。")

    @route("GET", "/custom/hello")
    def hello(request): ...

Functions get the loaded record and the context of the save. What they change before saving is checked like anything
else; what they do after saving is part of the same transaction. Raising `HookRefusal` refuses, with its text.
`lowcode.runtime.functions` is for the functions that the specification declares.
"""

from __future__ import annotations

import importlib.util
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, Final, TypeAlias, TypeVar

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import ApplicationDefinition, EntityDefinition
from lowcode.runtime.process_definitions import processes_of

RecordHook: TypeAlias = Callable[[Any, Context], None]
RouteHandler: TypeAlias = Callable[[Any], Any]
AnyHook = TypeVar("AnyHook", bound=RecordHook)
AnyHandler = TypeVar("AnyHandler", bound=RouteHandler)


class HookRefusal(Exception):  # noqa: N818 - it is no error: saying no is what a hook is for
    """A hook's no. `text` is shown to the user, beside `field` if it is given."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.field = field


@dataclass(frozen=True, slots=True)
class ExtraRoute:
    """A page or address of the app's owner; the handler gets a `PageRequest` and answers a response."""

    method: str
    path: str
    handler: RouteHandler


@dataclass(slots=True)
class Hooks:
    """What one app's `custom/` folder registered."""

    before_save: dict[str, list[RecordHook]] = field(default_factory=dict)
    after_save: dict[str, list[RecordHook]] = field(default_factory=dict)
    before_delete: dict[str, list[RecordHook]] = field(default_factory=dict)
    after_delete: dict[str, list[RecordHook]] = field(default_factory=dict)
    routes: list[ExtraRoute] = field(default_factory=list)
    functions: dict[str, Callable[..., Any]] = field(default_factory=dict)
    """Those that the specification declares, as far as they are written."""
    templates: Path | None = None
    """The folder whose templates go before the generated ones."""


_MODULES: Final = ("_custom_hooks", "_custom_functions")
"""How the names end that the owner's files have as modules."""

_loaded: dict[str, Hooks] = {}
_registering: list[Hooks] = []


def hooks_of(application: ApplicationDefinition) -> Hooks:
    """The hooks of an app; none before `load_hooks`."""
    return _loaded.get(application.package, _NONE)


_NONE = Hooks()


def load_hooks(application: ApplicationDefinition, folder: Path) -> Hooks:
    """Runs `hooks.py` and `functions.py` in the app's `custom` folder, if they are there.

    Entities that hooks name must exist.
    """
    hooks = Hooks()
    templates = folder / "templates"
    hooks.templates = templates if templates.is_dir() else None
    module_file = folder / "hooks.py"
    if module_file.is_file():
        with _registering_into(hooks):
            _run_module(f"{application.package}{_MODULES[0]}", module_file)
    known = application.entity_by_name
    for table in (hooks.before_save, hooks.after_save, hooks.before_delete, hooks.after_delete):
        for entity in table:
            if entity not in known:
                raise LookupError(f"{module_file}: there is no entity `{entity}` in {application.name}")
    hooks.functions = _functions(application, folder / "functions.py")
    _loaded[application.package] = hooks
    return hooks


def _functions(application: ApplicationDefinition, file: Path) -> dict[str, Callable[..., Any]]:
    declared = processes_of(application).functions
    if not declared or not file.is_file():
        return {}
    module = _run_module(f"{application.package}{_MODULES[1]}", file)
    found = {each.name: getattr(module, each.name, None) for each in declared}
    return {name: function for name, function in found.items() if callable(function)}


def _run_module(name: str, file: Path) -> ModuleType:
    specification = importlib.util.spec_from_file_location(name, file)
    if specification is None or specification.loader is None:
        raise ImportError(f"{file} cannot be loaded")
    module = importlib.util.module_from_spec(specification)
    sys.modules[name] = module
    specification.loader.exec_module(module)
    return module


def owners_place(error: BaseException) -> str | None:
    """`custom/functions.py:12`: where in the owner's files an error has come from; None if it is no error of theirs."""
    found = None
    for frame, line in traceback.walk_tb(error.__traceback__):
        if str(frame.f_globals.get("__name__", "")).endswith(_MODULES):
            found = f"custom/{Path(frame.f_code.co_filename).name}:{line}"
    return found


@contextmanager
def _registering_into(hooks: Hooks) -> Iterator[None]:
    _registering.append(hooks)
    try:
        yield
    finally:
        _registering.pop()


def _current() -> Hooks:
    if not _registering:
        raise RuntimeError("hooks are registered by custom/hooks.py while the app loads it")
    return _registering[-1]


def before_save(entity: str) -> Callable[[AnyHook], AnyHook]:
    """Called with the record as it is to be saved, before anything is checked."""
    return _record_hook(lambda: _current().before_save, entity)


def after_save(entity: str) -> Callable[[AnyHook], AnyHook]:
    """Called with the saved record, inside the transaction."""
    return _record_hook(lambda: _current().after_save, entity)


def before_delete(entity: str) -> Callable[[AnyHook], AnyHook]:
    """Called with the record that is to be deleted."""
    return _record_hook(lambda: _current().before_delete, entity)


def after_delete(entity: str) -> Callable[[AnyHook], AnyHook]:
    """Called with the deleted record (detached), inside the transaction."""
    return _record_hook(lambda: _current().after_delete, entity)


def _record_hook(table: Callable[[], dict[str, list[RecordHook]]], entity: str) -> Callable[[AnyHook], AnyHook]:
    def register(function: AnyHook) -> AnyHook:
        table().setdefault(entity, []).append(function)
        return function

    return register


def run_hooks(table: dict[str, list[RecordHook]], entity: EntityDefinition, record: Any, context: Context) -> None:
    """Calls what was registered for the entity, in the order of registration."""
    for hook in table.get(entity.name, ()):
        hook(record, context)


def route(method: str, path: str) -> Callable[[AnyHandler], AnyHandler]:
    """Adds an address to the app. Whoever calls it is signed in; further rights are the handler's business."""

    def register(function: AnyHandler) -> AnyHandler:
        _current().routes.append(ExtraRoute(method, path, function))
        return function

    return register
