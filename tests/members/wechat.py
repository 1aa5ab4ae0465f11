"""What people do with WeChat in their hand."""

from members.models import Member
from tests.fixtures.sandbox import SandboxControl
from tests.members.factories import JsonClient, signed_in

SIGN_IN, LINKS = "/api/v1/sign-in/wechat", "/api/v1/me/wechat"
PHONE = "13812345678"


def sign_in(platform: SandboxControl, person: str = "王芳", app: str = "mini", **given: str):
    code = platform.wechat_code(app, person)["code"]
    return JsonClient().post(SIGN_IN, {"app": app, "code": code} | given)


def code_for(phone: str = PHONE) -> str:
    sent = JsonClient().post("/api/v1/sign-in/code", {"phone": phone})
    return str(sent.data["demo_code"])


def link(platform: SandboxControl, member: Member, person: str = "王芳", app: str = "mini"):
    code = platform.wechat_code(app, person)["code"]
    return signed_in(member).post(LINKS, {"app": app, "code": code})


def refusal(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]
