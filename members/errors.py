from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class CodeNotSent(DomainError):
    code = "auth.code_not_sent"
    status = 503
    retry_after = 60
    title = _("The code could not be sent")
    message = _("The code could not be sent to this phone. Try again in a minute.")


class CodeRefused(DomainError):
    """Wrong, used, expired or guessed at too often: which of them is not said."""

    code = "auth.code_refused"
    status = 403
    title = _("The code is not valid")
    message = _("The code is wrong or no longer valid. Check it, or request a new one.")


class PasswordRefused(DomainError):
    """Unknown phone, no password or a wrong one: which of them is not said."""

    code = "auth.password_refused"
    status = 403
    title = _("Phone or password is wrong")
    message = _("The phone number or the password is wrong. You can sign in with a code instead.")


class MemberDisabled(DomainError):
    code = "auth.member_disabled"
    status = 403
    title = _("The account is disabled")
    message = _("This account has been disabled. Customer service can tell you why.")


class PasswordTooWeak(DomainError):
    """Facts: ``reasons``, one sentence each."""

    code = "auth.password_too_weak"
    status = 400
    title = _("The password is too easy to guess")
    message = _("Choose another password. %(reasons)s")

    @property
    def detail(self) -> str:
        return str(self.message) % {"reasons": " ".join(self.facts["reasons"])}


class NotADistrict(DomainError):
    """Facts: ``region_code``."""

    code = "address.not_a_district"
    status = 400
    title = _("The division is not known")
    message = _("%(region_code)s is not the code of a district. Take one from /api/v1/regions.")


class AddressBookFull(DomainError):
    """Facts: ``limit``."""

    code = "address.book_full"
    title = _("The address book is full")
    message = _("There are %(limit)d addresses already. Remove one first.")


class DefaultAddressNeeded(DomainError):
    code = "address.default_needed"
    title = _("One address is the default")
    message = _("This is the default address. Make another one the default instead.")
