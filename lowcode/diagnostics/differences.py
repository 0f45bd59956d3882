"""What a build would change, for `lowcode build --check`: drawn in the same formats as problems."""

from __future__ import annotations

from lowcode.diagnostics.github import annotation
from lowcode.diagnostics.problem import Language, Wording
from lowcode.quick_dataclass import dataclass

_WRITE = Wording(en="would write  {path}", zh="将写入  {path}")
_REMOVE = Wording(en="would remove {path}", zh="将删除  {path}")


@dataclass(frozen=True, slots=True)
class Differences:
    """Paths of files, as the reader can open them from where the command runs."""

    writes: tuple[str, ...] = ()
    removals: tuple[str, ...] = ()

    def lines(self, language: Language) -> str:
        """A line for each file."""
        return "".join(f"  {said}\n" for _, said in self._said(language))

    def annotations(self, language: Language) -> str:
        """An annotation of a GitHub workflow for each file."""
        return "".join(f"{annotation('error', {'file': path}, said)}\n" for path, said in self._said(language))

    def content(self) -> dict[str, list[str]]:
        """What the JSON document has under `differences`."""
        return {"write": list(self.writes), "remove": list(self.removals)}

    def _said(self, language: Language) -> list[tuple[str, str]]:
        said = [(path, _WRITE) for path in self.writes] + [(path, _REMOVE) for path in self.removals]
        return [(path, wording.text(language, {"path": path})) for path, wording in said]
