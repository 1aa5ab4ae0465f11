import pytest
from django.db import IntegrityError, transaction

from products.rules import freight_fee
from products.selectors import freight_rates
from tests.products.factories import LHASA, SHANGHAI, FreightRateFactory, FreightTemplateFactory


@pytest.mark.parametrize(
    ("weight_grams", "goods_amount", "fee"),
    [
        (0, 100, 800),
        (1000, 100, 800),
        (1001, 100, 1000),  # a step begun is a step paid
        (1500, 100, 1000),
        (1501, 100, 1200),
        (9000, 9899, 4000),
        (9000, 9900, 0),
    ],
)
def test_first_weight_then_steps_until_the_goods_ship_free(weight_grams, goods_amount, fee):
    rate = FreightRateFactory.build(template=None, free_over_amount=9900)
    assert freight_fee(rate, weight_grams, goods_amount) == fee


def test_never_free_where_no_amount_is_set():
    rate = FreightRateFactory.build(template=None, free_over_amount=None)
    assert freight_fee(rate, 1, 10**9) == 800


@pytest.mark.django_db
def test_the_rate_of_the_smallest_division_wins_in_one_query(django_assert_num_queries):
    template = FreightTemplateFactory()
    everywhere = FreightRateFactory(template=template)
    tibet = FreightRateFactory(template=template, region_codes=["540000", "650000"])
    lhasa_city = FreightRateFactory(template=template, region_codes=["540100"])
    only_tibet = FreightRateFactory(region_codes=["540000"])
    templates = [template.pk, only_tibet.template_id]

    with django_assert_num_queries(1):
        assert freight_rates(templates, LHASA) == {
            template.pk: lhasa_city,
            only_tibet.template_id: only_tibet,
        }
    assert freight_rates(templates, "540221") == {
        template.pk: tibet,
        only_tibet.template_id: only_tibet,
    }
    assert freight_rates(templates, SHANGHAI) == {template.pk: everywhere}


@pytest.mark.django_db
def test_fees_are_never_negative():
    with pytest.raises(IntegrityError), transaction.atomic():
        FreightRateFactory(extra_fee_amount=-1)
    with pytest.raises(IntegrityError), transaction.atomic():
        FreightRateFactory(extra_weight_grams=0)
