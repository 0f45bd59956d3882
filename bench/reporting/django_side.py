"""`python -m bench.reporting.django_side URL ROUNDS`: the sum by owner and month, as one asks Django for it.

On the very tables that the app under measurement has filled. SQLite keeps amounts there as whole cents, which costs
Django less than its own decimals would.
"""

from __future__ import annotations

import sys
import time
from typing import Any

import django
from django.conf import settings
from django.db import models
from django.db.models import Sum
from django.db.models.functions import TruncMonth
from sqlalchemy.engine import make_url


def main() -> int:
    """Print the best time in seconds."""
    url, rounds = make_url(sys.argv[1]), int(sys.argv[2])
    is_sqlite = url.get_backend_name() == "sqlite"
    database: dict[str, Any] = {
        "ENGINE": "django.db.backends.sqlite3" if is_sqlite else "django.db.backends.postgresql",
        "NAME": url.database,
        "USER": url.username or "",
        "PASSWORD": url.password or "",
        "HOST": url.host or url.query.get("host", ""),
        "PORT": str(url.port or ""),
    }
    settings.configure(DATABASES={"default": database}, INSTALLED_APPS=[], USE_TZ=True, TIME_ZONE="Asia/Shanghai")
    django.setup()
    deals = _model(is_sqlite=is_sqlite)
    best = float("inf")
    for _ in range(rounds):
        started = time.perf_counter()
        found = list(deals.objects.values("owner_id", month=TruncMonth("close_on")).annotate(total=Sum("amount")))
        best = min(best, time.perf_counter() - started)
        assert len(found) > 1
    print(best)
    return 0


def _model(*, is_sqlite: bool) -> Any:
    amount = models.BigIntegerField() if is_sqlite else models.DecimalField(max_digits=18, decimal_places=2)
    meta = type("Meta", (), {"app_label": "bench", "db_table": "deal", "managed": False})
    fields = {"owner_id": models.IntegerField(), "close_on": models.DateField(), "amount": amount}
    return type("Deal", (models.Model,), {"__module__": __name__, "Meta": meta, **fields})


if __name__ == "__main__":
    sys.exit(main())
