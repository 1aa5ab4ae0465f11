"""Rules for the fields of a request's JSON, and the one walk that checks them.

Every broken rule is 400 PARAM_ERROR naming the field's path; fields that no rule
names are refused, as WeChat does.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.clock import parse_rfc3339
from sandbox.wechatpay.errors import param_error

UNKNOWN_FIELD = 270924358  # 参数中含有非法的额外参数


class Broken(ValueError):
    """A rule is broken; its text says which."""


Rule = Callable[[Any, str], None]
"""Checks a value at a path; raises Broken for the value itself, ApiError for one inside it."""


def text(most: int, *, least: int = 1, charset: str = "", check: Rule | None = None) -> Rule:
    """``least`` to ``most`` characters, all in ``charset`` (a regular expression's) if given."""

    def rule(value: Any, path: str) -> None:
        if not isinstance(value, str):
            raise Broken("必须为字符串")
        if not least <= len(value) <= most:
            raise Broken(f"长度必须为{least}到{most}个字符")
        if charset and not re.fullmatch(f"[{charset}]*", value):
            raise Broken(f"只能包含字符{charset}")
        if check:
            check(value, path)

    return rule


def number(*, least: int = 0, most: int = 2**53) -> Rule:
    def rule(value: Any, path: str) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            raise Broken("必须为整数")
        if not least <= value <= most:
            raise Broken(f"必须不小于{least}" if value < least else f"必须不大于{most}")

    return rule


def flag(value: Any, path: str) -> None:
    if not isinstance(value, bool):
        raise Broken("必须为布尔值")


def instant(value: Any, path: str) -> None:
    text(64)(value, path)
    try:
        parse_rfc3339(value)
    except ValueError:
        raise Broken("必须为RFC3339格式，如2026-01-01T12:30:00+08:00") from None


def one_of(*choices: str) -> Rule:
    def rule(value: Any, path: str) -> None:
        if value not in choices:
            raise Broken(f"必须为{'、'.join(choices)}之一")

    return rule


def list_of(item: Rule) -> Rule:
    def rule(value: Any, path: str) -> None:
        if not isinstance(value, list) or not value:
            raise Broken("必须为非空数组")
        for index, entry in enumerate(value):
            _check(entry, item, f"{path}/{index}")

    return rule


@dataclass(frozen=True)
class Fields:
    """An object with these required and these optional fields, and no others."""

    required: Mapping[str, Rule]
    optional: Mapping[str, Rule]

    def __call__(self, value: Any, path: str) -> None:
        if not isinstance(value, dict):
            raise Broken("必须为对象")
        for name in value:
            if name not in self.required and name not in self.optional:
                raise param_error(
                    f"{path}/{name}", "参数中含有非法的额外参数", number=UNKNOWN_FIELD
                )
        for name in self.required:
            if value.get(name) is None:
                raise param_error(f"{path}/{name}", "缺少必填参数")
        for name, rule in {**self.required, **self.optional}.items():
            if value.get(name) is not None:
                _check(value[name], rule, f"{path}/{name}")


def read_json(body: bytes, fields: Fields) -> dict[str, Any]:
    """The body as an object that keeps every rule; fields sent as null are left out.

    Raises ApiError: 400 PARAM_ERROR.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):  # not UTF-8, not JSON, nested without end
        raise param_error("", "请求体不是合法的JSON") from None
    _check(value, fields, "")
    return {name: entry for name, entry in value.items() if entry is not None}


def read_query(query: Mapping[str, str], fields: Fields) -> Mapping[str, str]:
    """The same for a query string."""
    _check(dict(query), fields, "")
    return query


def _check(value: Any, rule: Rule, path: str) -> None:
    try:
        rule(value, path)
    except Broken as broken:
        shown = value if isinstance(value, str | int | float) else None
        raise param_error(path, str(broken), value=shown) from None
