from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from core.api.schema import answered, asked
from core.regions import region
from members.api import examples
from members.api.fields import PhoneField
from members.channels.wechat_platform import WechatApp, app_id_of
from members.models import AccessToken, Address, Member, Notice, WechatIdentity
from members.services import SentCode, SignedIn


@extend_schema_serializer(examples=[asked({"phone": "13812345678"})])
class CodeRequestSerializer(serializers.Serializer[Any]):
    phone = PhoneField()


@extend_schema_serializer(examples=[answered(examples.SENT_CODE)])
class SentCodeSerializer(serializers.Serializer[SentCode]):
    expires_at = serializers.DateTimeField()
    demo_code = serializers.CharField(
        required=False, help_text="the code itself; only where the shop runs as a demonstration"
    )

    def to_representation(self, instance: SentCode) -> dict[str, Any]:
        shown = super().to_representation(instance)
        if not instance.demo_code:
            del shown["demo_code"]
        return shown


class _DeviceSerializer(serializers.Serializer[Any]):
    device = serializers.CharField(
        max_length=200,
        required=False,
        allow_blank=True,
        default="",
        help_text="how the member will know this device again; otherwise its User-Agent",
    )


@extend_schema_serializer(examples=[asked(examples.CODE_SIGN_IN)])
class CodeSignInSerializer(_DeviceSerializer):
    phone = PhoneField()
    code = serializers.RegexField(r"^[0-9]{6}$", help_text="six digits")


@extend_schema_serializer(examples=[asked(examples.PASSWORD_SIGN_IN)])
class PasswordSignInSerializer(_DeviceSerializer):
    phone = PhoneField()
    password = serializers.CharField(max_length=128, trim_whitespace=False)


@extend_schema_serializer(examples=[asked(examples.WECHAT_CODE)])
class WechatCodeSerializer(serializers.Serializer[Any]):
    app = serializers.ChoiceField(
        choices=[app.value for app in WechatApp],
        help_text="mini: the code of `wx.login`; official: the one that WeChat led back with",
    )
    code = serializers.RegexField(r"^[0-9A-Za-z_\-]{1,128}$", help_text="good once")


@extend_schema_serializer(examples=[asked(examples.WECHAT_SIGN_IN)])
class WechatSignInSerializer(_DeviceSerializer, WechatCodeSerializer):
    phone = PhoneField(required=False)
    phone_code = serializers.RegexField(
        r"^[0-9]{6}$", required=False, help_text="that this phone was sent"
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        for name, other in (("phone", "phone_code"), ("phone_code", "phone")):
            if name in attrs and other not in attrs:
                raise serializers.ValidationError(
                    {other: serializers.Field.default_error_messages["required"]}, code="required"
                )
        return attrs


class WechatAuthorizeQuerySerializer(serializers.Serializer[Any]):
    redirect_uri = serializers.URLField(
        max_length=512, help_text="the page of the shop that WeChat leads back to"
    )


@extend_schema_serializer(examples=[answered(examples.WECHAT_AUTHORIZE)])
class WechatAuthorizeSerializer(serializers.Serializer[Any]):
    url = serializers.CharField(help_text="where the page sends its browser")
    state = serializers.CharField(
        help_text="keep it, and give no code to the shop that comes back with another"
    )


@extend_schema_serializer(examples=[answered(examples.WECHAT_IDENTITY)])
class WechatIdentitySerializer(serializers.Serializer[Any]):
    app = serializers.SerializerMethodField()
    linked_at = serializers.DateTimeField()

    def get_app(self, identity: WechatIdentity) -> str:
        """mini or official; empty for an app that the shop has no more."""
        known = {app_id_of(app): app.value for app in WechatApp}
        return known.get(identity.app_id, "")


@extend_schema_serializer(examples=[asked({"nickname": "小明"}), answered(examples.MEMBER)])
class MemberSerializer(serializers.ModelSerializer[Member]):
    id = serializers.UUIDField(source="public_id", read_only=True)
    has_password = serializers.BooleanField(read_only=True)

    class Meta:
        model = Member
        fields = ("id", "phone", "nickname", "has_password", "created_at")
        read_only_fields = ("phone", "created_at")


@extend_schema_serializer(examples=[answered(examples.SIGNED_IN)])
class SignedInSerializer(serializers.Serializer[SignedIn]):
    token = serializers.CharField(help_text="for `Authorization: Bearer …`; told this once")
    member = MemberSerializer()


@extend_schema_serializer(examples=[asked(examples.PROVEN_PHONE)])
class ProvenPhoneSerializer(serializers.Serializer[Any]):
    phone = PhoneField()
    code = serializers.RegexField(r"^[0-9]{6}$", help_text="that this phone was sent")


@extend_schema_serializer(examples=[asked({"password": "correct horse battery staple"})])
class PasswordSerializer(serializers.Serializer[Any]):
    password = serializers.CharField(max_length=128, trim_whitespace=False)


@extend_schema_serializer(examples=[answered(examples.DEVICE)])
class DeviceSerializer(serializers.ModelSerializer[AccessToken]):
    id = serializers.UUIDField(source="public_id")
    is_this_one = serializers.SerializerMethodField()

    class Meta:
        model = AccessToken
        fields = ("id", "device", "created_at", "seen_at", "expires_at", "is_this_one")

    def get_is_this_one(self, token: AccessToken) -> bool:
        return token == self.context["request"].auth


@extend_schema_serializer(examples=[answered(examples.REGION)])
class RegionSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="6 digits")
    name = serializers.CharField()
    path = serializers.ListField(
        source="path_names", child=serializers.CharField(), help_text="as people write it"
    )
    is_district = serializers.BooleanField(help_text="an address may name it")


@extend_schema_serializer(examples=[asked(examples.NEW_ADDRESS), answered(examples.ADDRESS)])
class AddressSerializer(serializers.ModelSerializer[Address]):
    id = serializers.UUIDField(source="public_id", read_only=True)
    phone = PhoneField()
    region_code = serializers.RegexField(r"^[0-9]{6}$", help_text="of a district: /regions")
    region = serializers.SerializerMethodField()

    class Meta:
        model = Address
        fields = ("id", "name", "phone", "region_code", "region", "detail", "is_default")

    def get_region(self, address: Address) -> list[str]:
        return list(region(address.region_code).path_names)


@extend_schema_serializer(examples=[answered(examples.NOTICE)])
class NoticeSerializer(serializers.ModelSerializer[Notice]):
    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = Notice
        fields = ("id", "event", "reference", "facts", "created_at", "read_at")


@extend_schema_serializer(examples=[asked({"ids": [examples.NOTICE["id"]]})])
class ReadNoticesSerializer(serializers.Serializer[Any]):
    ids = serializers.ListField(
        child=serializers.UUIDField(), max_length=100, required=False, help_text="all, if left out"
    )


@extend_schema_serializer(examples=[answered({"unread": 3})])
class UnreadSerializer(serializers.Serializer[Any]):
    unread = serializers.IntegerField()
