from django.db import models
from django.utils.translation import gettext_lazy as _

from core.spoken import spoken


class Courier(models.Model):
    """A company that carries parcels. ``code`` is the one that tracking providers know it by."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
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
