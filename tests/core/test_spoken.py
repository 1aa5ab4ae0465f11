import pytest
from django.utils import translation

from core.spoken import spoken
from logistics.models import Courier
from payments.models import PaymentChannel


@pytest.mark.parametrize(
    ("language", "english", "said"),
    [("zh-hans", "Tea", "茶"), ("en", "Tea", "Tea"), ("en-gb", "Tea", "Tea"), ("en", "", "茶")],
)
def test_what_the_shop_named_is_spoken_in_the_language_of_the_moment(language, english, said):
    with translation.override(language):
        assert spoken("茶", english) == said
        assert str(Courier(name="茶", name_en=english)) == said
        assert PaymentChannel(name="茶", name_en=english).display_name == said
