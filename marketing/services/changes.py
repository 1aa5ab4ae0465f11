"""The log of what staff set up and change: one row each, with what it was and what it is."""

from datetime import datetime
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.forms.models import model_to_dict

from core.actor import Actor
from marketing.models import PromotionChange

Row = TypeVar("Row", bound=Model)


def save_logged(row: Row, fields: dict[str, Any], *, actor: Actor, at: datetime) -> Row:
    """Set the fields, let the model check them, save, and write down the difference.

    The row is new, or locked by the caller. Raises ValidationError, for the form that asked.
    """
    before = {} if row.pk is None else shown(row)
    for name, value in fields.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    log_change(row, before=before, after=shown(row), actor=actor, at=at)
    return row


def log_change(
    row: Model, *, before: dict[str, Any], after: dict[str, Any], actor: Actor, at: datetime
) -> None:
    """Write down what of it is another value now, if anything is. For what has rows of its own
    beside it, such as prices, which the caller puts under a name, and for what no form sets."""
    changed = {name for name in after if before.get(name) != after[name]}
    if not changed:
        return
    PromotionChange.objects.create(
        kind=row._meta.label_lower,
        subject=str(row.pk),
        before={name: before[name] for name in changed if name in before},
        after={name: after[name] for name in changed},
        actor=str(actor),
        at=at,
    )


_ENCODER = DjangoJSONEncoder()


def shown(row: Model) -> dict[str, Any]:
    """As JSON keeps it: a row that was read and one that is written compare. What it names of
    others stands by name."""
    fields = {field.name: field for field in row._meta.fields}
    values = {name: value for name, value in model_to_dict(row).items() if name != "id"}
    for name, value in values.items():
        if fields[name].is_relation:
            values[name] = str(getattr(row, name) or "")
        else:
            values[name] = kept(value)
    return values


def kept(value: Any) -> Any:
    """A value as JSON keeps it."""
    plain = isinstance(value, str | int | list | dict | None)
    return value if plain else _ENCODER.default(value)
