"""Pieces of specifications for tables of cases."""

from __future__ import annotations


def thing(fields: str = "", words: str = "") -> str:
    """An entity with these fields beside its name, and what follows it."""
    return _entity("Thing", fields) + words


def part(fields: str = "") -> str:
    """Another one."""
    return _entity("Part", fields)


def renamed(text: str, old: str, new: str, table: str = "") -> str:
    """The text with another name for an entity, which says what it was."""
    declared = f'entity {new} "{old}"{f" as {table}" if table else ""} {{ was {old};'
    found = text.replace(f'entity {old} "{old}" {{', declared).replace(f"access {old}", f"access {new}")
    return found.replace(f"many {old}", f"many {new}")


def in_table(text: str, table: str) -> str:
    """The text with a name for the table of `Thing`."""
    return text.replace('entity Thing "Thing"', f'entity Thing "Thing" as {table}')


def _entity(name: str, fields: str) -> str:
    return f'entity {name} "{name}" {{ name "Name": text(40) required; {fields} }}\naccess {name} {{ staff all }}\n'
