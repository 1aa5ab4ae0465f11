from datetime import datetime, timedelta

import factory
from rest_framework.test import APIClient

from core.clock import real_now
from members.models import Member
from members.services import issue_token, open_member
from tests.products.factories import ModelFactory


class MemberFactory(ModelFactory[Member]):
    """A member opened by the service, wallet and all."""

    class Meta:
        model = Member

    phone = factory.Sequence(lambda n: f"138{n:08d}")
    nickname = ""
    at = factory.LazyFunction(real_now)

    @classmethod
    def _create(cls, model_class: type[Member], *args: object, **kwargs: object) -> Member:
        return open_member(**kwargs)  # type: ignore[arg-type]


class JsonClient(APIClient):
    """A client of the API; ``JsonClient(REMOTE_ADDR=…)`` comes from another address."""

    default_format = "json"


def signed_in(member: Member, language: str = "zh-Hans") -> JsonClient:
    """A client that carries a fresh token of the member, who reads this language."""
    token = issue_token(member_id=member.pk, at=real_now())
    return JsonClient(headers={"Authorization": f"Bearer {token}", "Accept-Language": language})


def ago(**span: float) -> datetime:
    return real_now() - timedelta(**span)
