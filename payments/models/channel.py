from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.spoken import spoken
from payments.models.encrypted import EncryptedSecretsField


class PaymentChannel(models.Model):
    """A way of paying as the shop offers it. Disabled: no new payments; open ones go on."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=40, blank=True)
    is_enabled = models.BooleanField(_("enabled"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    # Of those that the code knows; which of them can be offered, the credentials say.
    products = ArrayField(models.CharField(max_length=20), verbose_name=_("products"), default=list)
    minimum_amount = models.BigIntegerField(_("from"), default=1)
    maximum_amount = models.BigIntegerField(_("up to"), null=True, blank=True)
    credentials = EncryptedSecretsField(_("credentials"), blank=True, default=dict)

    class Meta:
        verbose_name = _("payment channel")
        verbose_name_plural = _("payment channels")
        ordering = ["position", "code"]
        permissions = [("enable_paymentchannel", _("Can switch payment channels on and off"))]
        constraints = [
            models.CheckConstraint(
                name="channel_limits",
                condition=models.Q(minimum_amount__gte=1)
                & (
                    models.Q(maximum_amount=None)
                    | models.Q(maximum_amount__gte=models.F("minimum_amount"))
                ),
            ),
            models.CheckConstraint(
                name="channel_offers_something", condition=~models.Q(products=[])
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def display_name(self) -> str:
        """In the language of the moment."""
        return spoken(self.name, self.name_en)

    def takes(self, amount: int) -> bool:
        """Whether a payment of so much may go this way now."""
        within = amount <= self.maximum_amount if self.maximum_amount is not None else True
        return self.is_enabled and self.minimum_amount <= amount and within
