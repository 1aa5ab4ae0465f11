import pytest

from core.regions import children, is_district, region, search


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("440305", ("广东省", "深圳市", "南山区")),
        ("110105", ("北京市", "朝阳区")),
        ("500229", ("重庆市", "城口县")),
        ("419001", ("河南省", "济源市")),
        ("659001", ("新疆维吾尔自治区", "石河子市")),
        ("441900", ("广东省", "东莞市")),
        ("330113", ("浙江省", "杭州市", "临平区")),
    ],
)
def test_a_district_is_written_as_people_write_it(code, path):
    assert region(code).path_names == path
    assert str(region(code)) == "".join(path)
    assert is_district(code)


@pytest.mark.parametrize("code", ["440000", "440300", "110100", "419000", "999999", "", "44030"])
def test_an_address_cannot_name_a_province_a_city_with_districts_or_nothing(code):
    assert not is_district(code)


def test_knows_the_city_and_the_province_of_a_district():
    nanshan = region("440305")
    assert (nanshan.city_code, nanshan.province_code) == ("440300", "440000")
    assert (region("440300").city_code, region("440300").parent_code) == ("440300", "440000")
    assert (region("440000").city_code, region("440000").parent_code) == ("", "")


def test_there_is_no_division_of_an_unknown_code():
    with pytest.raises(KeyError):
        region("999999")


def test_a_picker_gets_to_each_district_in_three_steps():
    provinces = children()
    assert len(provinces) == 31
    assert provinces[0].name == "北京市"
    districts = [
        leaf
        for province in provinces
        for city in children(province.code)
        for leaf in (children(city.code) or [city])
    ]
    assert len(districts) == 2978
    assert all(leaf.is_district for leaf in districts)
    assert children("440305") == []
    assert children("nowhere") == []


def test_finds_districts_by_a_part_of_their_path():
    assert [found.code for found in search("深圳市南山")] == ["440305"]
    assert [found.code for found in search("深圳市 南山")] == ["440305"]
    assert [found.code for found in search("东莞")] == ["441900"]
    assert len(search("区", limit=5)) == 5
    assert search("") == []
