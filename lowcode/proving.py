"""Runs the scenarios of a specification for `lowcode test`: builds beside everything, runs what was built, tells.

The app runs in a process of its own (`python -m lowcode.runtime.scenarios`), with the code that its users would get.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lowcode.building.projects import OUTPUT, BuildResult, build_project
from lowcode.codegen.manifest import MANIFEST_PATH, manifest_from_json
from lowcode.diagnostics.github import annotation
from lowcode.diagnostics.problem import Language, Severity, Wording
from lowcode.reporting import OutputFormat
from lowcode.source import shown_path
from lowcode.workspace import Sources

TOO_LITTLE_TOUCHED = Wording(
    en="scenarios touch {share} % of the specification, less than {wanted} %",
    zh="场景只覆盖了规格的 {share}%，少于要求的 {wanted}%",
)

CUSTOM = "custom"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioReport:
    """How one scenario went; `place` is the line of the specification that says what was not so."""

    title: str
    path: str
    line: int
    seconds: float
    problem: str | None
    history: tuple[str, ...]

    @property
    def place(self) -> str:
        """`specs/crm/scenarios.lc:12`."""
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Untouched:
    """A transition, step, rule or access line that no scenario has touched, and where it is declared."""

    kind: str
    name: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What scenarios show of a specification."""

    scenarios: tuple[ScenarioReport, ...]
    touched: int
    items: int
    untouched: tuple[Untouched, ...]

    @property
    def failures(self) -> tuple[ScenarioReport, ...]:
        """The scenarios that did not go as they say."""
        return tuple(each for each in self.scenarios if each.problem is not None)

    @property
    def share(self) -> float:
        """Percent of all items that were touched."""
        return 100 * self.touched / self.items if self.items else 100.0


class ScenarioRunError(Exception):
    """The app of the specification could not be run at all; the text is what it said."""


def prove(
    sources: Sources, only: str | None, language: Language, out: Path | None = None
) -> tuple[BuildResult, Proof | None]:
    """Builds into a folder of its own and runs; no proof for a specification with errors.

    What the app's owner has written is taken from the project in `out` or `generated/<app>`.
    """
    with tempfile.TemporaryDirectory(prefix="lowcode-test-") as scratch:
        folder = Path(scratch) / "app"
        built = build_project(sources, folder)
        if any(each.severity is Severity.ERROR for report in built.reports for each in report.problems):
            return built, None
        _bring_custom_code(out or OUTPUT / built.package, folder)
        manifest = manifest_from_json((folder / MANIFEST_PATH).read_text(encoding="utf-8"))
        return built, _proof(_answer(folder, built.package, only, language), manifest.origins, sources.folder)


def _bring_custom_code(project: Path, folder: Path) -> None:
    custom = project / CUSTOM
    if custom.is_dir():
        shutil.copytree(custom, folder / CUSTOM, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))


def _answer(folder: Path, package: str, only: str | None, language: Language) -> Mapping[str, Any]:
    spoken = "zh-CN" if language is Language.CHINESE else "en"
    command = [sys.executable, "-m", "lowcode.runtime.scenarios", str(folder), package, spoken]
    command += [only] if only else []
    done = subprocess.run(command, check=False, capture_output=True)  # noqa: S603 - our own interpreter, no shell
    if done.returncode != 0:
        raise ScenarioRunError(done.stderr.decode(errors="replace").strip())
    answer: Mapping[str, Any] = json.loads(done.stdout)
    return answer


def _proof(answer: Mapping[str, Any], origins: Mapping[str, int], folder: Path) -> Proof:
    return Proof(
        scenarios=tuple(_scenario(each, origins, folder) for each in answer["results"]),
        touched=answer["touched"],
        items=answer["items"],
        untouched=tuple(
            Untouched(kind=each["kind"], name=each["name"], place=_place(each["source"], origins, folder))
            for each in answer["untouched"]
        ),
    )


def _scenario(result: Mapping[str, Any], origins: Mapping[str, int], folder: Path) -> ScenarioReport:
    path, _, title = result["origin"].partition(": scenario ")
    return ScenarioReport(
        title=title,
        path=shown_path(folder, path),
        line=origins.get(result["origin"], 1) + result["line"],
        seconds=result["seconds"],
        problem=result["problem"],
        history=tuple(result["history"]),
    )


def _place(origin: str, origins: Mapping[str, int], folder: Path) -> str:
    path = origin.partition(": ")[0]
    return f"{shown_path(folder, path)}:{origins.get(origin, 1)}"


# --- telling ---

_KINDS = {"transition": "流转", "actions": "动作", "step": "审批步骤", "rule": "规则", "access": "权限"}


def rendered(proof: Proof, output: OutputFormat, language: Language) -> str:
    """The proof for people, for programs, or for a workflow of GitHub."""
    if output is OutputFormat.JSON:
        return json.dumps(_as_json(proof), ensure_ascii=False, indent=2) + "\n"
    if output is OutputFormat.GITHUB:
        return "".join(f"{line}\n" for line in _annotations(proof))
    return "".join(f"{line}\n" for line in _lines(proof, language))


def _lines(proof: Proof, language: Language) -> Iterator[str]:
    is_chinese = language is Language.CHINESE
    for each in proof.scenarios:
        yield f"{'✓' if each.problem is None else '✗'} {each.title} ({each.seconds:.2f} s)"
        if each.problem is not None:
            yield f"    {each.place}: {each.problem}"
            yield from (f"        {line}" for line in each.history)
    passed = len(proof.scenarios) - len(proof.failures)
    if is_chinese:
        share = f"{proof.touched}/{proof.items}（{proof.share:.0f}%）"
        yield f"场景：{len(proof.scenarios)} 个，通过 {passed} 个；覆盖 {share}"
    else:
        yield (
            f"scenarios: {len(proof.scenarios)}, passed: {passed};"
            f" touched: {proof.touched} of {proof.items} ({proof.share:.0f}%)"
        )
    if proof.untouched:
        yield "未覆盖：" if is_chinese else "not touched:"
        kinds = _KINDS if is_chinese else {}
        yield from (f"    {each.place}: {kinds.get(each.kind, each.kind)} {each.name}" for each in proof.untouched)


def _annotations(proof: Proof) -> Iterator[str]:
    for each in proof.failures:
        text = "\n".join((each.problem or "", *each.history))
        yield annotation("error", {"file": each.path, "line": str(each.line), "title": each.title}, text)


def _as_json(proof: Proof) -> Mapping[str, Any]:
    return {
        "scenarios": [
            {
                "title": each.title,
                "path": each.path,
                "line": each.line,
                "seconds": round(each.seconds, 3),
                "passed": each.problem is None,
                "problem": each.problem,
                "history": list(each.history),
            }
            for each in proof.scenarios
        ],
        "touched": proof.touched,
        "items": proof.items,
        "untouched": [{"kind": each.kind, "name": each.name, "place": each.place} for each in proof.untouched],
    }
