import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.spoken import spoken


def valid_pattern(pattern: str) -> None:
    """Raises ValidationError for what is no regular expression."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValidationError(
            _("This is no regular expression: %(why)s."), params={"why": error}
        ) from None


class Courier(models.Model):
    """A company that carries parcels. ``code`` is the one that tracking providers know it by."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    phone = models.CharField(_("service phone"), max_length=20, blank=True)
    number_pattern = models.CharField(
        _("number pattern"),
        max_length=100,
        blank=True,
        validators=[valid_pattern],
        help_text=_("What its tracking numbers look like, as a regular expression."),
    )
    is_common = models.BooleanField(
        _("common"), default=False, help_text=_("Common couriers are offered first.")
    )
    is_active = models.BooleanField(
        _("in use"), default=True, help_text=_("Nothing new is shipped with one that is not.")
    )

    class Meta:
        verbose_name = _("courier")
        verbose_name_plural = _("couriers")
        ordering = ["-is_common", "pk"]

    def __str__(self) -> str:
        return spoken(self.name, self.name_en)
