"""The quick decorator behaves as the standard one does for frozen classes."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

import pytest

from lowcode.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: int = 0
    tags: tuple[str, ...] = dataclasses.field(default_factory=tuple)
    note: str = dataclasses.field(default="", compare=False, repr=False)
    dimensions: ClassVar[int] = 2


@dataclass(frozen=True, kw_only=True)
class Base:
    a: int

    def double(self) -> int:
        return self.a * 2


@dataclass(frozen=True, kw_only=True)
class Derived(Base):
    b: int = 1

    def __post_init__(self) -> None:
        if self.b < 0:
            raise ValueError("negative")


@dataclass(frozen=True, slots=True)
class Nothing:
    pass


def test_construction_and_defaults() -> None:
    assert Point(1) == Point(1, 0, ())
    assert Point(1, y=2).y == 2
    assert Derived(a=2).double() == 4
    with pytest.raises(TypeError):
        Point()  # type: ignore[call-arg] # on purpose
    with pytest.raises(TypeError):
        Derived(1, 2)  # type: ignore[misc] # on purpose


def test_equality_and_hash() -> None:
    assert Point(1, note="a") == Point(1, note="b")
    assert hash(Point(1, note="a")) == hash(Point(1, note="b"))
    assert Point(1) != Point(2)
    assert Point(1) != (1, 0, ())
    assert Base(a=1) != Derived(a=1)
    assert Nothing() == Nothing()
    assert len({Nothing(), Nothing()}) == 1


def test_frozen() -> None:
    point = Point(1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        point.x = 2  # type: ignore[misc] # on purpose
    with pytest.raises(dataclasses.FrozenInstanceError):
        del point.x
    with pytest.raises(TypeError):
        dataclass(frozen=False)


def test_the_tools_of_the_standard_library() -> None:
    assert dataclasses.replace(Point(1, 2), x=3) == Point(3, 2)
    assert [field.name for field in dataclasses.fields(Derived)] == ["a", "b"]
    assert dataclasses.asdict(Point(1)) == {"x": 1, "y": 0, "tags": (), "note": ""}
    assert repr(Point(1)) == "Point(x=1, y=0, tags=())"
    match Point(1, 2):
        case Point(x, y):
            assert (x, y) == (1, 2)


def test_post_init() -> None:
    with pytest.raises(ValueError, match="negative"):
        Derived(a=1, b=-1)
