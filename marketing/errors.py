from django.utils.translation import gettext_lazy as _

from core.errors import DomainError, NotFound


class UnknownDeal(DomainError):
    code = "deal.unknown"
    status = 422
    title = _("There is no such offer")
    message = _("This offer does not exist or is over. Look at the offers that are open.")


class NotOnGroupOffer(DomainError):
    code = "group.not_on_offer"
    status = 422
    title = _("Not part of this group offer")
    message = _("%(skus)s cannot be bought in this group. Choose what the offer names.")


class GroupSoldOut(DomainError):
    code = "group.sold_out"
    title = _("The group offer is sold out")
    message = _("Only %(left)d pieces are left of this group offer.")


class GroupLimitReached(DomainError):
    code = "group.limit_reached"
    title = _("No more pieces for you")
    message = _("Each member may buy %(limit)d pieces of this group offer; you have %(bought)d.")


class TeamNotFound(NotFound):
    code = "group.team_not_found"
    message = _("There is no team with this share code.")


class TeamClosed(DomainError):
    code = "group.team_closed"
    title = _("Nobody can join this team")
    message = _(
        "This team is complete, its time is over, or its leader has not paid. Open one of your own."
    )


class TeamFull(DomainError):
    code = "group.team_full"
    title = _("The team is full")
    message = _("Somebody else has taken the last seat. Join another team, or open one.")


class AlreadyInTeam(DomainError):
    code = "group.already_in_team"
    title = _("You are in this team already")
    message = _("You have a seat in this team. Invite others to complete it.")


class LeavingRefused(DomainError):
    code = "group.leaving_refused"
    title = _("You cannot leave now")
    message = _(
        "Order %(number)s cannot leave its team: the shop does not allow it, or it is over."
    )


class NoVirtualMembers(DomainError):
    code = "group.no_virtual_members"
    title = _("This team cannot be completed")
    message = _(
        "Team %(team)s is not forming, nobody has paid yet, or its offer allows no virtual members."
    )


class TeamNotForming(DomainError):
    code = "group.team_not_forming"
    title = _("The team is not forming")
    message = _("Team %(team)s is %(status)s. Nothing was changed.")


class QuotaTooSmall(DomainError):
    code = "group.quota_too_small"
    status = 422
    title = _("More pieces are taken")
    message = _("%(taken)d pieces of this offer are taken already; it cannot have fewer.")
