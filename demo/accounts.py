"""Who can sign in to the demo shop, and how: the one place that loads and shows them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """``sign_in`` is a staff member's user name or a shopper's phone; ``group`` is "" for those
    whom no group restricts: the administrator, and shoppers."""

    role: str
    sign_in: str
    password: str
    name: str
    group: str = ""


ADMINISTRATOR = Account("Administrator", "admin", "admin-demo", "安然")

STAFF = (
    Account("Operations", "ops", "dingdan-demo", "周运", "operations"),
    Account("Customer service", "service", "dingdan-demo", "何晴", "customer_service"),
    Account("Supervisor", "supervisor", "dingdan-demo", "沈督", "supervisor"),
    Account("Store staff", "store", "dingdan-demo", "田甜", "store_staff"),
    Account("Finance", "finance", "dingdan-demo", "钱敏", "finance"),
)

SHOPPERS = (
    Account("Shopper, Shanghai", "13800000001", "dingdan-demo", "林晓"),
    Account("Shopper, Shenzhen", "13800000002", "dingdan-demo", "陈嘉豪"),
    Account("Shopper, Beijing", "13800000003", "dingdan-demo", "王思远"),
    Account("Shopper, Chengdu", "13800000004", "dingdan-demo", "刘一诺"),
    Account("Shopper, Urumqi", "13800000005", "dingdan-demo", "阿依努尔"),
)

ACCOUNTS = (ADMINISTRATOR, *STAFF, *SHOPPERS)
