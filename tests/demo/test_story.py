"""The stage of ``make demo``: what a story waits for, what it must end like, how it is told."""

from datetime import timedelta

import pytest

from demo.story import report as reports
from demo.story.__main__ import main
from demo.story.doors.pages import Page
from demo.story.performance import play
from demo.story.report import Report, width
from demo.story.scene import Scene
from demo.story.script import ALL, End, Unexpected, expect, story


class NotedClock:
    """Notes where it was moved to, and moves nothing."""

    def __init__(self):
        self.moved_by = timedelta(0)
        self.moves = []

    def move_to(self, moved_by):
        self.moved_by = moved_by
        self.moves.append(moved_by)


def scenes(count):
    return [Scene(cast=None, goods=None) for _ in range(count)]


def test_stories_wait_together_and_go_on_in_the_order_of_time():
    said = []

    @story("long", door="clock", ends="completed")
    def long(scene):
        said.append("long begins")
        yield timedelta(days=7)
        said.append("long, a week later")
        yield timedelta(days=7)
        said.append("long, two weeks later")

    @story("short", door="clock", ends="closed")
    def short(scene):
        said.append("short begins")
        yield timedelta(minutes=31)
        said.append("short, half an hour later")

    @story("week", door="clock", ends="completed")
    def week(scene):
        yield timedelta(days=7)
        said.append("week, a week later")

    clock = NotedClock()

    play((long, short, week), scenes(3), clock, Report(total=3))

    assert said == [
        "long begins",
        "short begins",
        "short, half an hour later",
        "long, a week later",
        "week, a week later",
        "long, two weeks later",
    ]
    assert clock.moves == [timedelta(minutes=31), timedelta(days=7), timedelta(days=14)]


def test_a_story_that_goes_wrong_says_how_and_the_others_go_on(capsys):
    @story("wrong", door="API", ends="closed")
    def wrong(scene):
        expect("the order", found="paid", expected="closed")

    @story("puzzled", door="API", ends="closed")
    def puzzled(scene):
        {}["code_url"]

    @story("right", door="API", ends="closed")
    def right(scene):
        scene.for_sale_before = 5

    stage = scenes(3)

    performances = play((wrong, puzzled, right), stage, NotedClock(), Report(total=3))

    assert [each.failure for each in performances] == [
        "the order: expected closed, found paid",
        "an answer without 'code_url'",
        "",
    ]
    assert [each.ends() for each in performances] == [(None, None)] * 3
    assert stage[2].for_sale_before == 5
    told = capsys.readouterr().out
    assert "not so: the order: expected closed, found paid" in told
    assert "3/3 stories" in told


WHOLE = {"wechat": 9900}
MIX = {"points": 2000, "balance": 5000, "wechat": ALL}
SPLIT = {"points": 2000, "balance": 5000, "wechat": 2900}


@pytest.mark.parametrize(
    ("paid", "returned", "end"),
    [
        ("", "", End("closed", {}, {})),
        ("wechat", "", End("closed", WHOLE, {})),
        ("wechat", "wechat", End("closed", WHOLE, WHOLE)),
        (MIX, MIX, End("closed", SPLIT, SPLIT)),
        ({"wechat": 2000}, "", End("closed", {"wechat": 2000}, {})),
    ],
)
def test_an_end_is_where_the_order_and_the_money_are(paid, returned, end):
    told = story("any", door="API", ends="closed", paid=paid, returned=returned)(print)

    assert told.end(payable_amount=9900) == end


def test_all_of_a_price_is_paid_twice_by_two_and_points_have_a_price_of_their_own():
    twice = story("any", door="API", ends="paid", paid={"balance": ALL, "wechat": ALL})(print)
    mall = story("any", door="API", ends="paid", paid={"points": 800, "wechat": ALL})(print)
    alone = story("any", door="API", ends="paid", paid="points")(print)

    assert twice.end(payable_amount=9900).paid == {"balance": 9900, "wechat": 9900}
    assert mall.end(payable_amount=990, payable_points=800).paid == {"points": 800, "wechat": 990}
    assert alone.end(payable_amount=0, payable_points=800).paid == {"points": 800}


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (End("closed", {}, {}), "closed, nothing paid"),
        (End("completed", {"wechat": 123456}, {}), "completed, paid wechat ¥1,234.56"),
        (End("refunded", WHOLE, WHOLE), "refunded, returned wechat ¥99.00"),
        (
            End("shipped", {"wechat": 9900, "points": 1000}, {"points": 100}),
            "shipped, paid 1,000 points + wechat ¥99.00, returned 100 points",
        ),
    ],
)
def test_an_end_is_said_in_few_words(end, words):
    assert str(end) == words


def test_waiting_ends_with_what_was_seen():
    sights = iter(["placed", "placed", "paid"])

    seen = Report(total=1).until("payment", lambda: next(sights), lambda seen: seen == "paid")

    assert seen == "paid"


def test_waiting_gives_up_and_says_what_it_saw_last(monkeypatch):
    monkeypatch.setattr(reports, "_PATIENCE", -1)

    with pytest.raises(Unexpected, match=r"payment: not within -1 s, last seen: placed"):
        Report(total=1).until("payment", lambda: "placed", lambda seen: seen == "paid")


def test_chinese_names_keep_the_columns_of_a_table(capsys):
    Report(total=1).table(("name", "price"), [("黑芝麻丸", "¥37.90"), ("tea", "¥1.00")])

    lines = capsys.readouterr().out.splitlines()
    assert [width(line[: line.index("¥")]) for line in lines[2:]] == [10, 10]


def test_a_page_is_read_as_a_browser_reads_it():
    page = Page(
        "http://shop/ship",
        """
        <a href="/admin/shipment/7/change/">7</a> <a href="/admin/shipment/7/ship">Ship</a>
        <script>var a = "not <b>text</b>";</script>
        <form action="/logout/"><input type="hidden" name="token" value="x"></form>
        <form action="" method="post">
          <input type="hidden" name="token" value="secret">
          <select name="courier"><option value="a">A</option>
            <option value="b" selected>B</option></select>
          <input type="checkbox" name="off"><input type="checkbox" name="on" checked>
          <textarea name="reason"></textarea><p>Parcel &amp; label</p>
        </form>
        """,
    )

    assert page.links_to(r"/ship$") == ["/admin/shipment/7/ship"]
    assert page.form_to("/logout/") is page.forms[0]
    asked = page.form_with("courier")
    assert asked is page.forms[1]
    assert asked.fields == {"token": "secret", "courier": "b", "on": "on", "reason": ""}
    assert page.text == "7 Ship A B Parcel & label"
    assert page.form_with("password") is None


def test_says_what_to_do_where_no_shop_is_named(monkeypatch, capsys):
    monkeypatch.delenv("PUBLIC_BASE_URL", raising=False)

    assert main() == 1

    assert "PUBLIC_BASE_URL and SANDBOX_URL must be set: start this" in capsys.readouterr().out
