"""The pages: a list of eight columns, 50 a page, search, three filters; own customers only for those who sell."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from bench.serving.django_admin.crm.models import Contact, Customer, CustomerCard, Deal


@admin.register(Customer)
class CustomerAdmin(admin.ModelAdmin):
    """List and form."""

    list_display = ("code", "name", "level", "source", "region", "revenue", "owner", "last_contact")
    list_filter = ("level", "source", "region")
    search_fields = ("name", "code")
    list_select_related = ("owner",)
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Customer]:
        """Those who are no managers see their own."""
        everything = super().get_queryset(request)
        return everything if request.user.is_superuser else everything.filter(owner=request.user.pk)


class _ReadOnly:
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Reading only."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Reading only."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Reading only."""
        return False


class _Contacts(_ReadOnly, admin.TabularInline):
    model = Contact


class _Deals(_ReadOnly, admin.TabularInline):
    model = Deal


@admin.register(CustomerCard)
class CustomerCardAdmin(_ReadOnly, admin.ModelAdmin):
    """The record page: fields to read, related lists below."""

    inlines = (_Contacts, _Deals)
    list_select_related = ("owner",)
