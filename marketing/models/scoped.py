from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.spoken import spoken
from marketing.pricing import Bearer, Scope


class Scoped(models.Model):
    """What is for the whole shop, or for categories (with those below them) and SKUs alone.

    Kept as arrays, so that all that is in force is read in one statement; the services see to it
    that what they name exists.
    """

    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    category_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    sku_codes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    bearer = models.CharField(_("borne by"), max_length=10, choices=Bearer, default=Bearer.PLATFORM)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.spoken_name

    @property
    def spoken_name(self) -> str:
        return spoken(self.name, self.name_en)

    @property
    def scope(self) -> Scope:
        return Scope(frozenset(self.category_ids), frozenset(self.sku_codes))
