"""What the actors of logs are called. Each kind of actor is named by an app that knows it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from core.actor import Actor, ActorKind

# Ids of one kind -> their names, in the reader's language; one query, however many they are.
Namer = Callable[[Collection[str]], Mapping[str, str]]

_namers: dict[ActorKind, Namer] = {}


def names_actors(kind: ActorKind) -> Callable[[Namer], Namer]:
    """Register the function that names the actors of a kind."""

    def register(namer: Namer) -> Namer:
        _namers[kind] = namer
        return namer

    return register


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """A name for each actor of a log ("staff:7" -> "Li Na"); as it is where nobody knows one."""
    parsed = {text: Actor.parse(text) for text in set(actors)}
    ids: dict[ActorKind, set[str]] = defaultdict(set)
    for actor in parsed.values():
        ids[actor.kind].add(actor.id)
    names = {kind: _namers[kind](known) for kind, known in ids.items() if kind in _namers}
    return {
        text: names.get(actor.kind, {}).get(actor.id, actor.id) for text, actor in parsed.items()
    }


def name_rows(rows: Iterable[Any]) -> None:
    """Give each row of a log the name of its ``actor``, in ``known_as``."""
    logged = list(rows)
    names = names_of(row.actor for row in logged)
    for row in logged:
        row.known_as = names[row.actor]
