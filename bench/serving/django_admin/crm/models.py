"""The records as Django models, with indexes on what is filtered and sorted."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from bench.serving.dataset import LEVELS, REGIONS, SOURCES, STAGES


class Customer(models.Model):
    """A customer."""

    code = models.CharField("客户编号", max_length=40, unique=True)
    name = models.CharField("企业名称", max_length=200, unique=True)
    level = models.CharField("客户等级", max_length=20, choices=list(LEVELS.items()), default="normal", db_index=True)
    source = models.CharField("客户来源", max_length=20, choices=list(SOURCES.items()), db_index=True)
    region = models.CharField("所在区域", max_length=20, choices=list(REGIONS.items()), db_index=True)
    revenue = models.DecimalField("年营收", max_digits=15, decimal_places=2, null=True, blank=True, db_index=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="负责人")
    last_contact = models.DateTimeField("最后跟进", null=True, blank=True, db_index=True)

    class Meta:
        ordering = ("-last_contact",)
        verbose_name = verbose_name_plural = "客户"

    def __str__(self) -> str:
        return str(self.name)

    def clean(self) -> None:
        """The check of the specification."""
        if self.revenue is not None and self.revenue >= 1_000_000_000_000:
            raise ValidationError({"revenue": "年营收超出范围"})


class CustomerCard(Customer):
    """The same customer with its contacts and deals: the page to read."""

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "客户详情"


class Contact(models.Model):
    """A person at a customer."""

    customer = models.ForeignKey(Customer, models.CASCADE, verbose_name="客户")
    name = models.CharField("姓名", max_length=80)
    mobile = models.CharField("手机号码", max_length=20, unique=True)
    email = models.EmailField("邮箱", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "联系人"

    def __str__(self) -> str:
        return str(self.name)


class Deal(models.Model):
    """Something that is being sold."""

    customer = models.ForeignKey(Customer, models.CASCADE, verbose_name="客户")
    name = models.CharField("商机名称", max_length=200)
    stage = models.CharField("销售阶段", max_length=20, choices=list(STAGES.items()))
    amount = models.DecimalField("金额", max_digits=15, decimal_places=2)
    close_on = models.DateField("预计成交日期")

    class Meta:
        verbose_name = verbose_name_plural = "商机"

    def __str__(self) -> str:
        return str(self.name)
