from django.db import models
from django.utils.translation import gettext_lazy as _

from core.spoken import spoken, spoken_attributes
from products.models.freight import FreightTemplate


class Category(models.Model):
    parent = models.ForeignKey(
        "self",
        verbose_name=_("parent category"),
        on_delete=models.PROTECT,
        related_name="children",
        null=True,
        blank=True,
    )
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Small numbers stand first.")
    )

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.spoken_name

    @property
    def spoken_name(self) -> str:
        return spoken(self.name, self.name_en)


class ProductKind(models.TextChoices):
    PHYSICAL = "physical", _("physical goods")
    BUNDLE = "bundle", _("bundle")
    VOUCHER = "voucher", _("voucher")


class Product(models.Model):
    """What the shop window shows; what is bought is one of its SKUs."""

    kind = models.CharField(
        _("kind"), max_length=10, choices=ProductKind, default=ProductKind.PHYSICAL
    )
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    description = models.TextField(_("description"), blank=True)
    description_en = models.TextField(_("English description"), blank=True)
    category = models.ForeignKey(
        Category,
        verbose_name=_("category"),
        on_delete=models.PROTECT,
        related_name="products",
    )
    freight_template = models.ForeignKey(
        FreightTemplate,
        verbose_name=_("freight template"),
        on_delete=models.PROTECT,
        related_name="products",
        null=True,
        blank=True,
        help_text=_("Empty only for what is never shipped."),
    )
    image = models.CharField(
        _("picture"), max_length=300, blank=True, help_text=_("Address of the picture.")
    )
    is_active = models.BooleanField(_("on sale"), default=True)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind=ProductKind.VOUCHER)
                | models.Q(freight_template__isnull=False),
                name="product_ships_by_a_template",
            ),
        ]

    def __str__(self) -> str:
        return self.spoken_name

    @property
    def spoken_name(self) -> str:
        return spoken(self.name, self.name_en)

    @property
    def spoken_description(self) -> str:
        return spoken(self.description, self.description_en)


class Sku(models.Model):
    """One thing that can be bought: a product in one combination of its attributes.

    ``attributes``: ``[{"name": "颜色", "name_en": "Colour", "value": "白", "value_en": "White"}]``.
    """

    code = models.CharField(_("SKU code"), max_length=40, unique=True)
    product = models.ForeignKey(
        Product, verbose_name=_("product"), on_delete=models.PROTECT, related_name="skus"
    )
    attributes = models.JSONField(_("attributes"), default=list, blank=True)
    list_price_amount = models.BigIntegerField(_("list price (fen)"))
    floor_price_amount = models.BigIntegerField(
        _("floor price (fen)"),
        default=0,
        help_text=_("No promotion and no coupon takes a piece below it."),
    )
    weight_grams = models.PositiveIntegerField(_("weight (g)"), default=0)
    image = models.CharField(
        _("picture"), max_length=300, blank=True, help_text=_("Empty: that of the product.")
    )
    is_active = models.BooleanField(_("on sale"), default=True)

    class Meta:
        verbose_name = _("SKU")
        verbose_name_plural = _("SKUs")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(list_price_amount__gte=0), name="sku_price_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(floor_price_amount__gte=0), name="sku_floor_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_on_sale(self) -> bool:
        return self.is_active and self.product.is_active

    @property
    def spoken_attributes(self) -> list[dict[str, str]]:
        """``[{"name": "Colour", "value": "White"}]`` in the language of the moment."""
        return spoken_attributes(self.attributes)
