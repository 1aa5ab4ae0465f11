from django.db import models
from django.utils.translation import gettext_lazy as _


class WechatIdentity(models.Model):
    """Who a member is to one of the shop's WeChat apps.

    ``openid`` means a person in one app only, ``unionid`` the same person in all apps of the
    shop, as far as WeChat tells it. A member is one person in each app, and pays as that.
    """

    member = models.ForeignKey(
        "members.Member", on_delete=models.PROTECT, related_name="wechat_identities"
    )
    app_id = models.CharField(_("app id"), max_length=32)
    openid = models.CharField("openid", max_length=64)
    unionid = models.CharField("unionid", max_length=64, blank=True)
    linked_at = models.DateTimeField(_("linked at"))

    class Meta:
        verbose_name = _("WeChat identity")
        verbose_name_plural = _("WeChat identities")
        constraints = [
            models.UniqueConstraint(fields=["app_id", "openid"], name="wechat_openid_once"),
            models.UniqueConstraint(fields=["member", "app_id"], name="wechat_one_per_app"),
        ]
        indexes = [
            models.Index(fields=["unionid"], condition=~models.Q(unionid=""), name="wechat_unionid")
        ]
