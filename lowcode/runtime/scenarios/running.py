"""Runs all scenarios of a generated app in this process and says what they touched: the work of `lowcode test`."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.hooks import load_hooks, owners_place
from lowcode.runtime.process.retrying import describe
from lowcode.runtime.scenarios.coverage import Item, Recorder, everything
from lowcode.runtime.scenarios.errors import ScenarioError, StepRefused
from lowcode.runtime.scenarios.scenario import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioResult:
    """How one scenario went. `line` is within the scenario; `problem` None: as it says."""

    name: str
    origin: str
    seconds: float
    problem: str | None = None
    line: int = 0
    history: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Run:
    """All results, and what was touched of everything that could be."""

    results: list[ScenarioResult] = field(default_factory=list)
    touched: frozenset[tuple[str, str]] = frozenset()
    items: tuple[Item, ...] = ()

    @property
    def untouched(self) -> tuple[Item, ...]:
        """What no scenario has touched, in the order of the app."""
        return tuple(item for item in self.items if (item.kind, item.name) not in self.touched)

    @property
    def share(self) -> float:
        """How much was touched, from 0 to 1."""
        return 1 - len(self.untouched) / len(self.items) if self.items else 1.0


def run_scenarios(folder: Path, package: str, *, only: str | None = None, language: str | None = None) -> Run:
    """Runs the scenarios of the app in `folder`; with `only`, those whose title contains the text."""
    with _importable(folder, package):
        application: ApplicationDefinition = importlib.import_module(f"{package}.application").APPLICATION
        load_hooks(application, folder / "custom")
        module = _tests(folder / "tests" / "test_scenarios.py", package)
        recorder = Recorder()
        run = Run(items=everything(application))
        for name, function in vars(module).items() if module is not None else ():
            if name.startswith("test_") and callable(function) and _is_wanted(function, only):
                run.results.append(_result(lambda: Scenario(application, recorder, language), name, function))
        run.touched = frozenset(recorder.touched)
    return run


def _is_wanted(function: Callable[..., None], only: str | None) -> bool:
    return only is None or only in (function.__doc__ or "")


def _result(begin: Callable[[], Scenario], name: str, function: Callable[[Scenario], None]) -> ScenarioResult:
    started = time.perf_counter()
    problem, line, history = _problem(begin, function)
    origin = (function.__doc__ or "").strip().splitlines()[-1].strip()
    return ScenarioResult(
        name=name,
        origin=origin,
        seconds=time.perf_counter() - started,
        problem=problem,
        line=line,
        history=history,
    )


def _problem(
    begin: Callable[[], Scenario], function: Callable[[Scenario], None]
) -> tuple[str | None, int, tuple[str, ...]]:
    """What is wrong, where in the scenario, and what had happened by then."""
    with ExitStack() as stack:
        try:
            scenario = begin()
        except Exception as error:  # records that it begins with pass through the owner's code
            if owners_place(error) is None:
                raise
            return describe(error), 0, ()
        stack.callback(scenario.close)
        try:
            function(scenario)
        except ScenarioError as error:
            return error.text, error.line, error.history
        except StepRefused as error:
            return "; ".join(error.texts), error.line, scenario.history
    return None, 0, ()


@contextmanager
def _importable(folder: Path, package: str) -> Iterator[None]:
    """The package is that of this folder, whatever app of the same name the process has seen before."""
    others = {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] == package}
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.partition(".")[0] == package]:
            del sys.modules[name]
        sys.modules.update(others)


def _tests(file: Path, package: str) -> ModuleType | None:
    if not file.is_file():
        return None
    specification = importlib.util.spec_from_file_location(f"{package}_scenarios", file)
    if specification is None or specification.loader is None:
        raise ImportError(f"{file} cannot be loaded")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module
