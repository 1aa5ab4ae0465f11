from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from members.models.member import mask_phone


class Address(models.Model):
    """Where a member has parcels sent. An order keeps its own copy."""

    public_id = models.UUIDField(_("id"), default=uuid7, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="addresses")
    name = models.CharField(_("recipient"), max_length=50)
    phone = models.CharField(_("phone"), max_length=11)
    region_code = models.CharField(_("division"), max_length=6)
    detail = models.CharField(_("street address"), max_length=200)
    is_default = models.BooleanField(_("default"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(phone__regex=r"^1[3-9][0-9]{9}$"), name="address_phone_is_mobile"
            ),
            models.CheckConstraint(
                condition=models.Q(is_default=False) | models.Q(is_active=True),
                name="address_default_is_active",
            ),
            models.UniqueConstraint(
                fields=["member"], condition=models.Q(is_default=True), name="address_default_once"
            ),
        ]
        indexes = [
            models.Index(fields=["member"], condition=models.Q(is_active=True), name="address_book")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.masked_phone}"

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone)
