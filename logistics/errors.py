from django.utils.translation import gettext_lazy as _

from core.errors import DomainError, NotFound


class ShipmentNotFound(NotFound):
    code = "shipment.not_found"
    message = _("There is no such parcel.")


class ShipmentTransitionRefused(DomainError):
    code = "shipment.transition_not_allowed"
    title = _("The parcel does not allow this now")
    message = _(
        "Parcel %(number)s is “%(status)s”: “%(action)s” is not possible from there. "
        "Allowed now: %(allowed)s."
    )


class AlreadyShipped(DomainError):
    code = "shipment.already_shipped"
    title = _("Somebody has shipped this parcel already")
    message = _(
        "Parcel %(number)s was shipped by %(by)s at %(at)s, as %(tracking_number)s with "
        "%(courier)s. Nothing was changed."
    )


class NotOnItsWay(DomainError):
    code = "shipment.not_on_its_way"
    title = _("The parcel is not on its way")
    message = _("Parcel %(number)s is “%(status)s”: only one on its way gets another number.")


class OrderHeld(DomainError):
    code = "shipment.order_held"
    title = _("The goods must stay here")
    message = _("Parcel %(number)s must not leave: order %(order)s is “%(status)s”. %(why)s")


class UnknownCourier(DomainError):
    code = "shipment.unknown_courier"
    status = 422
    title = _("No such courier")
    message = _("The shop ships with no courier “%(courier)s”. Choose one of the list.")


class BadTrackingNumber(DomainError):
    code = "shipment.bad_tracking_number"
    status = 422
    title = _("This is no tracking number")
    message = _(
        "“%(tracking_number)s” is no tracking number: 6 to 32 letters, digits and hyphens. "
        "Scan or type it again."
    )


class TrackingNumberUsed(DomainError):
    code = "shipment.tracking_number_used"
    title = _("This tracking number is taken")
    message = _(
        "%(tracking_number)s of %(courier)s belongs to parcel %(used_by)s. Check the label."
    )


class UnknownParcel(NotFound):
    code = "shipment.unknown_number"
    message = _("No parcel of this shop carries %(number)s.")


class NobodyFollows(DomainError):
    code = "shipment.nobody_follows"
    title = _("Nobody follows this parcel")
    message = _("The shop has no account with a tracking provider, or the parcel has arrived.")


class AskedLately(DomainError):
    code = "shipment.asked_lately"
    status = 429
    title = _("Asked a short while ago")
    message = _("The provider was asked about this parcel within the last half hour.")
