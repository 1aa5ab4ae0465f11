"""Mobile numbers, out of whatever staff paste."""

from core.phones import mobiles_in


def test_phones_are_found_and_other_numbers_are_not():
    pasted = """订单 2026111100001234567 张三 +86 138 0000 0001；138-0000-0002、008613800000003
    12345 23800000004 138000000055 "13800000001",13800000006"""

    assert mobiles_in(pasted) == ["13800000001", "13800000002", "13800000003", "13800000006"]
