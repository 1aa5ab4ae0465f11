from django.utils.translation import get_language


def spoken(chinese: str, english: str) -> str:
    """The text in the language of the moment; Chinese where no English was written."""
    return english if english and (get_language() or "").startswith("en") else chinese
