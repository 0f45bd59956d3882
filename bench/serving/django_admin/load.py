"""`python -m bench.serving.django_admin.load`: tables and records."""

import datetime
import os
from decimal import Decimal

import django
from django.core.management import call_command

from bench.serving.dataset import make_dataset

BATCH = 2_000


def main() -> None:
    """Make the tables, fill them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.serving.django_admin.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("migrate", run_syncdb=True, verbosity=0)
    _fill()


def _fill() -> None:
    # Models exist only after django.setup(), so they cannot be imported above.
    from django.contrib.auth.models import Permission, User  # noqa: PLC0415 - see the line above
    from django.db import transaction  # noqa: PLC0415 - as above

    from bench.serving.django_admin.crm.models import Contact, Customer, Deal  # noqa: PLC0415 - as above

    data = make_dataset(int(os.environ["BENCH_CUSTOMERS"]))
    with transaction.atomic():
        for number, name in enumerate(data.users, 1):
            user = User.objects.create_user(f"{name}{number}", password="benchmark", is_staff=True)
            user.user_permissions.set(Permission.objects.filter(content_type__app_label="crm"))
        User.objects.create_superuser("manager", password="benchmark")
        Customer.objects.bulk_create(
            (
                Customer(
                    code=row.code,
                    name=row.name,
                    level=row.level,
                    source=row.source,
                    region=row.region,
                    revenue=Decimal(row.revenue_cents) / 100,
                    owner_id=row.owner,
                    last_contact=row.last_contact.replace(tzinfo=datetime.UTC),
                )
                for row in data.customers
            ),
            batch_size=BATCH,
        )
        Contact.objects.bulk_create(
            (
                Contact(customer_id=row.customer, name=row.name, mobile=row.mobile, email=row.email)
                for row in data.contacts
            ),
            batch_size=BATCH,
        )
        Deal.objects.bulk_create(
            (
                Deal(
                    customer_id=row.customer,
                    name=row.name,
                    stage=row.stage,
                    amount=Decimal(row.amount_cents) / 100,
                    close_on=row.close_on,
                )
                for row in data.deals
            ),
            batch_size=BATCH,
        )


if __name__ == "__main__":
    main()
