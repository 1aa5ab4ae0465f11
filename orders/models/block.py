from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from orders.lifecycle import Stops


class BlockKind(models.TextChoices):
    GROUP = "group", _("group forming")
    REVIEW = "review", _("review")
    TICKET = "ticket", _("after-sales ticket")
    PARCEL = "parcel", _("parcel in trouble")


class OrderBlock(models.Model):
    """Keeps an order from going on. Apps above place and lift it; guards read only this table."""

    order = models.ForeignKey("orders.Order", on_delete=models.CASCADE, related_name="blocks")
    kind = models.CharField(_("kind"), max_length=8, choices=BlockKind)
    reference = models.CharField(_("reference"), max_length=60)
    stops = ArrayField(models.CharField(max_length=10, choices=Stops), verbose_name=_("stops"))
    placed_at = models.DateTimeField(_("placed at"))
    lifted_at = models.DateTimeField(_("lifted at"), null=True)

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        constraints = [
            models.UniqueConstraint(
                fields=["order", "kind", "reference"],
                condition=models.Q(lifted_at=None),
                name="order_block_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"
