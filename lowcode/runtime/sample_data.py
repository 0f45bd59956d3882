"""placeholder"""
from collections.abc import Sequence
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition


def generate(context: Context, wanted: Sequence[tuple[EntityDefinition, int]], random_seed: int) -> dict[str, int]:
    """Makes up records."""
    return {}
