"""The phone of a member who came without one."""

from datetime import datetime

from django.db import IntegrityError

from core.db import atomic, savepoint
from core.limits import spend
from members import rules
from members.errors import PhoneKnown, PhoneTaken
from members.models import Member
from members.services.sign_in_codes import try_code, use_code


def prove_phone(
    *, member_id: int, phone: str, code: str, client_address: str, at: datetime
) -> Member:
    """Give a member the phone whose one-time code they know.

    Raises LimitExceeded, CodeRefused, PhoneKnown for who has a phone, PhoneTaken for another's
    (which both leave the code unused).
    """
    spend(*rules.sign_in_tries(by="code", phone=phone, client_address=client_address), at=at)
    try_code(phone=phone, code=code, at=at)
    with atomic():
        use_code(phone=phone, code=code, at=at)
        return give_phone(member_id=member_id, phone=phone)


@atomic
def give_phone(*, member_id: int, phone: str) -> Member:
    """Raises PhoneKnown, PhoneTaken."""
    member = Member.objects.select_for_update(of=("self",), no_key=True).get(pk=member_id)
    if member.phone is not None:
        raise PhoneKnown
    member.phone = phone
    try:
        with savepoint():
            member.save(update_fields=["phone"])
    except IntegrityError:
        raise PhoneTaken from None
    return member
