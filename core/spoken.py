from collections.abc import Iterable, Mapping

from django.utils.translation import get_language


def spoken(chinese: str, english: str) -> str:
    """The text in the language of the moment; Chinese where no English was written."""
    return english if english and (get_language() or "").startswith("en") else chinese


def spoken_attributes(attributes: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """``[{"name": "Colour", "value": "White"}]`` of a SKU's attributes as they are kept."""
    return [
        {
            "name": spoken(attribute["name"], attribute.get("name_en", "")),
            "value": spoken(attribute["value"], attribute.get("value_en", "")),
        }
        for attribute in attributes
    ]
