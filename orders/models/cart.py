from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from orders.rules import MAX_QUANTITY


class CartLineState(models.TextChoices):
    """What the shop can give of a line at this moment."""

    READY = "ready", _("can be ordered")
    SHORT = "short", _("fewer left than wanted")
    SOLD_OUT = "sold_out", _("sold out")
    GONE = "gone", _("not for sale any more")


class CartLineQuerySet(models.QuerySet["CartLine"]):
    def locked(self) -> Self:
        return self.select_for_update(of=("self",), no_key=True)


class CartLine(models.Model):
    """One SKU that a member means to buy. Price and stock are never kept here: they are live."""

    member = models.ForeignKey(
        "members.Member",
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    sku = models.ForeignKey(
        "products.Sku", verbose_name=_("SKU"), on_delete=models.PROTECT, related_name="+"
    )
    quantity = models.PositiveIntegerField(_("quantity"))
    selected = models.BooleanField(_("selected"), default=True)
    added_at = models.DateTimeField(_("added at"))

    objects = CartLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("cart line")
        verbose_name_plural = _("cart lines")
        constraints = [
            models.UniqueConstraint(fields=["member", "sku"], name="cart_line_once"),
            models.CheckConstraint(
                name="cart_line_quantity",
                condition=models.Q(quantity__gte=1, quantity__lte=MAX_QUANTITY),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku} x {self.quantity}"

    def state(self, available: int) -> CartLineState:
        """``available``: pieces of the SKU that can be ordered now."""
        if not self.sku.is_on_sale:
            return CartLineState.GONE
        if available <= 0:
            return CartLineState.SOLD_OUT
        return CartLineState.READY if available >= self.quantity else CartLineState.SHORT

    @property
    def is_selected(self) -> bool:
        """What is gone cannot be bought: it counts as not selected until it is back on sale."""
        return self.selected and self.sku.is_on_sale
