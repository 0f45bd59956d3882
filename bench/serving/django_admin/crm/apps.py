"""The Django app."""

from django.apps import AppConfig


class CrmConfig(AppConfig):
    """Names the app."""

    name = "bench.serving.django_admin.crm"
    label = "crm"
