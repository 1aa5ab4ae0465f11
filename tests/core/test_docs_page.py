import re

import pytest
from django.test import Client


@pytest.mark.django_db
def test_the_page_of_the_api_loads_nothing_from_elsewhere():
    page = Client().get("/api/docs/").content.decode()

    loaded = re.findall(r"""(?:src|href)=["']([^"']+)["']""", page)
    assert any("redoc" in address for address in loaded)
    assert not [address for address in loaded if "//" in address], loaded
