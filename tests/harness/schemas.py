"""Whether a value is as an OpenAPI document says: the part of JSON Schema that ours uses, and nothing else passes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

KNOWN = frozenset(
    {
        "type", "title", "description", "format", "properties", "required", "additionalProperties", "minProperties",
        "items", "anyOf", "oneOf", "allOf", "enum", "const", "default", "minimum", "maximum", "minLength", "maxLength",
        "$ref",
    }
)  # fmt: skip
_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


class Schemas:
    """The schemas of one document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document

    def found(self, reference: str) -> Any:
        """What `#/components/…` names."""
        node: Any = self.document
        for part in reference.removeprefix("#/").split("/"):
            node = node[part]
        return node

    def problems(self, schema: Mapping[str, Any], value: Any, path: str = "") -> Iterator[str]:
        """What does not fit."""
        unknown = schema.keys() - KNOWN
        if unknown:
            raise AssertionError(f"{path}: the document says {sorted(unknown)}, which nobody checks")
        if "$ref" in schema:
            yield from self.problems(self.found(schema["$ref"]), value, path)
        yield from self._combined(schema, value, path)
        if "enum" in schema and value not in schema["enum"]:
            yield f"{path}: {value!r} is none of {schema['enum']}"
        if "const" in schema and value != schema["const"]:
            yield f"{path}: {value!r} is not {schema['const']!r}"
        if "type" in schema and not _is_of(value, schema["type"]):
            yield f"{path}: {value!r} is no {schema['type']}"
            return
        yield from self._content(schema, value, path)

    def _combined(self, schema: Mapping[str, Any], value: Any, path: str) -> Iterator[str]:
        for each in schema.get("allOf", ()):
            yield from self.problems(each, value, path)
        for word in ("anyOf", "oneOf"):
            ways = schema.get(word)
            if ways is None:
                continue
            found = [list(self.problems(each, value, path)) for each in ways]
            fitting = sum(not each for each in found)
            if fitting == 0 or (word == "oneOf" and fitting > 1):
                yield f"{path}: {value!r} fits {fitting} of {word}: {found}"

    def _content(self, schema: Mapping[str, Any], value: Any, path: str) -> Iterator[str]:
        if isinstance(value, dict):
            for name in schema.get("required", ()):
                if name not in value:
                    yield f"{path}.{name}: is missing"
            properties = schema.get("properties", {})
            others = schema.get("additionalProperties", {})
            for name, each in value.items():
                if name in properties:
                    yield from self.problems(properties[name], each, f"{path}.{name}")
                elif others is False:
                    yield f"{path}.{name}: is not known"
                elif isinstance(others, dict):
                    yield from self.problems(others, each, f"{path}.{name}")
        if isinstance(value, list):
            for place, each in enumerate(value):
                yield from self.problems(schema.get("items", {}), each, f"{path}[{place}]")


def _is_of(value: Any, kinds: str | list[str]) -> bool:
    wanted = [kinds] if isinstance(kinds, str) else kinds
    if isinstance(value, bool):
        return "boolean" in wanted
    return any(isinstance(value, _TYPES[each]) for each in wanted)


def references(node: Any) -> Iterator[str]:
    """Everything that is referred to."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for each in node.values():
            yield from references(each)
    elif isinstance(node, list):
        for each in node:
            yield from references(each)
