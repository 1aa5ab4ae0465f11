"""Placed, and never begun to pay: thousands of these close together, in one statement."""

from datetime import timedelta

from demo.story.scene import Scene
from demo.story.script import Script, expect, story


@story("Placed and forgotten", door="clock", ends="closed")
def forgotten(scene: Scene) -> Script:
    order = scene.buys(scene.cast.newcomer)
    yield timedelta(minutes=31)
    closed = order.becomes("closed")
    expect("the reason", found=closed["closed_reason"], expected="payment timeout")
