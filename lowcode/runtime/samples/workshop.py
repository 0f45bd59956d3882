"""What everything that makes up records shares."""

from __future__ import annotations

from dataclasses import dataclass

from lowcode.runtime.context import Context
from lowcode.runtime.samples.people import People
from lowcode.runtime.samples.pools import Pools
from lowcode.runtime.samples.seasons import Seasons
from lowcode.runtime.samples.words import Vocabulary, vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """What the composers of all entities share."""

    context: Context
    words: Vocabulary
    seasons: Seasons
    pools: Pools
    people: People
    random_seed: int


def open_workshop(context: Context, random_seed: int) -> Workshop:
    """A workshop without any records yet."""
    application = context.application
    locale = application.locales[0]
    pools = Pools()
    return Workshop(
        context=context,
        words=vocabulary(locale),
        seasons=Seasons(context.now, context.timezone, is_chinese=locale.startswith("zh")),
        pools=pools,
        people=People(application, pools, random_seed),
        random_seed=random_seed,
    )
