"""In which languages the texts of each file are written: those of the app as the file's own layer knows it.

A client may put the languages of its base into another order, or do without one of them. The base's texts stay as they
are, in the order of the base.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lowcode.dsl import ast
from lowcode.dsl import ast_clients as client
from lowcode.dsl.settings import Settings
from lowcode.ir.layers import Layering


def languages_by_file(files: Sequence[ast.FileDecl], layering: Layering) -> Mapping[str, tuple[str, ...]]:
    """The languages of the files in layers that know the app; `files` as they were written."""
    if len(layering.folders) < 2:
        return {}
    folders = dict(layering.by_path)
    known: tuple[str, ...] | None = None
    found: dict[str, tuple[str, ...]] = {}
    for folder in layering.folders:
        own = [file for file in files if folders.get(file.path) == folder]
        for declaration in (each for file in own for each in file.declarations):
            known = _said(declaration, known)
        if known is not None:
            found.update(dict.fromkeys((file.path for file in own), known))
    return found


def _said(declaration: ast.Declaration, known: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """The languages after a declaration."""
    match declaration:
        case ast.AppDecl(settings=settings) | client.ReplaceDecl(declaration=ast.AppDecl(settings=settings)):
            return _languages(settings) or Settings().locales
        case client.ExtendAppDecl(settings=settings):
            return _languages(settings) or known
        case _:
            return known


def _languages(settings: Sequence[ast.SettingDecl]) -> tuple[str, ...]:
    return next((tuple(value.text for value in each.values) for each in settings if each.name.text == "locale"), ())
