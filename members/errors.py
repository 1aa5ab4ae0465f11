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


class WechatNotSetUp(DomainError):
    """Facts: ``app``."""

    code = "auth.wechat_not_set_up"
    status = 503
    title = _("Signing in by WeChat is not set up")
    message = _("The shop has not set up this WeChat app (%(app)s). Sign in another way.")


class WechatUnavailable(DomainError):
    code = "auth.wechat_unavailable"
    status = 503
    retry_after = 3
    title = _("WeChat does not answer")
    message = _("WeChat does not tell who you are right now. Try again with a new code.")


class WechatCodeRefused(DomainError):
    """Unknown, used or expired, or of another app."""

    code = "auth.wechat_code_refused"
    status = 403
    title = _("WeChat does not accept the code")
    message = _("The code from WeChat is wrong, used or too old. Get a new one from WeChat.")


class WechatUserBlocked(DomainError):
    code = "auth.wechat_user_blocked"
    status = 403
    title = _("WeChat blocks this user")
    message = _("WeChat regards this account as a risk and does not let it sign in.")


class WechatLinkedElsewhere(DomainError):
    code = "wechat.linked_elsewhere"
    title = _("This WeChat belongs to another account")
    message = _(
        "This WeChat is linked to another account of the shop. Sign in with WeChat to use that one."
    )


class AnotherWechatLinked(DomainError):
    code = "wechat.another_linked"
    title = _("Another WeChat is linked")
    message = _("Another WeChat is linked to this account. Unlink it first.")


class OnlyWayIn(DomainError):
    code = "wechat.only_way_in"
    title = _("WeChat is the only way in")
    message = _("Nobody could sign in to this account any more. Add a phone first.")


class RedirectElsewhere(DomainError):
    """Facts: ``shop``, where every address must begin."""

    code = "auth.redirect_elsewhere"
    status = 400
    title = _("The address is not of this shop")
    message = _(
        "WeChat leads back to pages of this shop only: the address must begin with %(shop)s."
    )


class PhoneTaken(DomainError):
    code = "member.phone_taken"
    title = _("This phone belongs to another account")
    message = _(
        "There is an account with this phone already. Sign in with the phone, or prove another."
    )


class PhoneKnown(DomainError):
    code = "member.phone_known"
    title = _("This account has a phone")
    message = _("This account has a phone already. Customer service can change it.")


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


class WalletFrozen(DomainError):
    code = "wallet.frozen"
    status = 403
    title = _("The wallet is frozen")
    message = _(
        "The shop has frozen this wallet: nothing can be paid from it. Customer service can tell "
        "you why."
    )


class AlreadyFrozen(DomainError):
    code = "wallet.already_frozen"
    title = _("The wallet is frozen already")
    message = _("Somebody has frozen this wallet before you.")


class NotFrozen(DomainError):
    code = "wallet.not_frozen"
    title = _("The wallet is not frozen")
    message = _("Somebody has lifted the freeze of this wallet before you.")


class AdjustmentDecided(DomainError):
    code = "wallet.adjustment_decided"
    title = _("The adjustment has been decided")
    message = _("Somebody has approved or refused this adjustment before you.")


class OwnAdjustment(DomainError):
    code = "wallet.own_adjustment"
    status = 403
    title = _("Somebody else has to decide")
    message = _("You asked for this adjustment yourself: somebody else has to decide it.")


class GrantLimitExceeded(DomainError):
    """Facts: ``limit`` of a day, and what is ``left`` of it."""

    code = "points.grant_limit_exceeded"
    title = _("More points than you may grant")
    message = _(
        "You may grant one member %(limit)d points in a day, and %(left)d of them are left."
    )


class CardRefused(DomainError):
    """Unknown number or wrong PIN: which of them is not said."""

    code = "card.refused"
    status = 403
    title = _("Number or PIN is wrong")
    message = _("There is no card with this number and this PIN. Check both.")


class CardTaken(DomainError):
    code = "card.taken"
    title = _("The card has been bound")
    message = _("This card has been bound to an account already.")


class CardInvalid(DomainError):
    """Voided, or its time to be bound is over."""

    code = "card.invalid"
    title = _("The card is not valid any more")
    message = _("This card was voided, or the time to bind it is over.")


class CardsIssued(DomainError):
    code = "card.batch_issued"
    title = _("The batch was issued before")
    message = _("The cards of this batch exist already, and their PINs were shown once.")
