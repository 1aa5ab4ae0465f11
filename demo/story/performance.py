"""All stories at once, in the order of the shop's time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import requests

from demo.story.doors.clock import Clock
from demo.story.report import Report
from demo.story.scene import Outcome, Scene
from demo.story.script import End, Script, Story, Unexpected

_UNITS = {
    "days": timedelta(days=1),
    "hours": timedelta(hours=1),
    "minutes": timedelta(minutes=1),
    "seconds": timedelta(seconds=1),
}


@dataclass(slots=True)
class Performance:
    """One story under way: it goes on at ``wakes_at``, counted from the beginning."""

    number: int
    story: Story
    scene: Scene
    script: Script
    wakes_at: timedelta = timedelta(0)
    is_over: bool = False
    failure: str = ""
    outcomes: list[Outcome] = field(default_factory=list)

    def go_on(self) -> None:
        """Play until it waits again, ends or is not as it should be."""
        try:
            self.wakes_at += next(self.script)
        except StopIteration:
            self.is_over = True
        except (Unexpected, requests.RequestException) as problem:
            self.is_over, self.failure = True, str(problem)
        except LookupError as missing:
            self.is_over, self.failure = True, f"an answer without {missing}"

    def conclude(self) -> None:
        """Look what has become of its orders."""
        try:
            self.outcomes = [self.scene.outcome(order) for order in self.scene.orders]
        except (Unexpected, requests.RequestException) as problem:
            self.failure = self.failure or str(problem)

    def ends(self) -> tuple[End | None, End | None]:
        """Where the order should be, and where it is: None as far as it cannot be told."""
        order = self.scene.order
        if order is None:
            return None, None
        expected = self.story.end(
            payable_amount=order.payable_amount, payable_points=order.payable_points
        )
        return expected, self.outcomes[0].end if self.outcomes else None


def play(
    stories: Sequence[Story], scenes: Sequence[Scene], clock: Clock, report: Report
) -> list[Performance]:
    """Play every story in its scene; when all of them wait, the clock moves to the first."""
    performances = [
        Performance(number, story, scene, story.play(scene))
        for number, (story, scene) in enumerate(zip(stories, scenes, strict=True), start=1)
    ]
    report.chapter("Orders are placed")
    while waiting := [each for each in performances if not each.is_over]:
        wakes_at = min(each.wakes_at for each in waiting)
        if wakes_at > clock.moved_by:
            report.chapter(f"{_in_words(wakes_at)} later")
            clock.move_to(wakes_at)
        for each in waiting:
            if each.wakes_at == wakes_at:
                _go_on(each, report)
    return performances


def _go_on(performance: Performance, report: Report) -> None:
    report.heading(f"{performance.number:>2}  {performance.story.title}")
    performance.go_on()
    if performance.failure:
        report.complain(performance.failure)
    if performance.is_over:
        report.story_ended()


def _in_words(span: timedelta) -> str:
    for unit, length in _UNITS.items():
        if not span % length:
            return f"{span // length} {unit}"
    return str(span)
