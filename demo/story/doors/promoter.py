"""Who sets up what shoppers are offered: each demonstration has offers of its own."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from demo.story.doors.api import Api
from demo.story.doors.back_office import BackOffice, typed
from demo.story.doors.goods import Goods
from demo.story.script import yuan

_SHOP_TIME = ZoneInfo("Asia/Shanghai")
_YEAR = timedelta(days=365)


class Promoter(BackOffice):
    def sets_up_flash_sale(self, goods: Goods, *, amount: int, pieces: int) -> None:
        """One that runs for two days from now on, one piece for a member."""
        at = self._now()
        self._fill_in(
            "/admin/marketing/flashsale/set-up/",
            name="整点秒杀",
            name_en="On the hour",
            starts_at=f"{at:%Y-%m-%dT%H:%M}",
            ends_at=f"{at + timedelta(days=2):%Y-%m-%dT%H:%M}",
            **{
                "form-0-sku": goods.sku,
                "form-0-price_amount": typed(amount),
                "form-0-quota": str(pieces),
            },
        )
        self._says(f"sets up a flash sale: {pieces} × {goods.name} for {yuan(amount)}")

    def sets_up_presale(
        self, goods: Goods, *, amount: int, deposit: int, worth: int, opens: timedelta
    ) -> None:
        """Deposits are taken until its balance opens, which is then due three days later."""
        at = self._now()
        self._fill_in(
            "/admin/marketing/presale/add/",
            name="新品预售",
            name_en="Ahead of the season",
            sku_code=goods.sku,
            price_amount=typed(amount),
            deposit_amount=typed(deposit),
            deposit_worth_amount=typed(worth),
            quota="20",
            **_moment("starts_at", at),
            **_moment("ends_at", at + opens),
            **_moment("balance_opens_at", at + opens),
            **_moment("balance_due_at", at + opens + timedelta(days=3)),
        )
        self._says(
            f"sets up a presale: {goods.name} for {yuan(amount)}, {yuan(deposit)} of deposit "
            f"worth {yuan(worth)}"
        )

    def prints_exchange_code(self, goods: Goods) -> str:
        """A batch of one, good for a piece, with nothing to pay."""
        at = self._now()
        page = self._open("/admin/marketing/exchangebatch/add/")
        ((code,),) = self._download(
            page,
            page.form_with("count"),
            name="提货卡",
            name_en="Gift for a customer",
            count="1",
            sku_code=goods.sku,
            **_moment("valid_from", at),
            **_moment("valid_until", at + _YEAR),
        )
        self._says(f"has an exchange code printed, good for {goods.name}")
        return code

    def sets_rules(self, **rules: int) -> dict[str, int]:
        """Set live rules to these figures; what they were."""
        page = self._open("/admin/constance/config/")
        form = page.form_with(next(iter(rules)))
        were = {name: int(form.fields[name]) for name in rules} if form else {}
        self._send(page, form, **{name: str(figure) for name, figure in rules.items()})
        self._says(", ".join(f"sets {name} to {figure:,}" for name, figure in rules.items()))
        return were

    def _now(self) -> datetime:
        """The shop's own time, which the demonstration moves."""
        told = Api(f"{self._base_url}/api/v1").get("/flash-sales")["server_time"]
        return datetime.fromisoformat(told).astimezone(_SHOP_TIME)


def _moment(field: str, at: datetime) -> dict[str, str]:
    """A time as the back office asks for it, in a field for the day and one for the hour."""
    return {f"{field}_0": f"{at:%Y-%m-%d}", f"{field}_1": f"{at:%H:%M:%S}"}
