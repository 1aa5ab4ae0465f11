from django.conf import settings

from members.errors import CodeNotSent


class DemoSender:
    """For demonstrations and tests: no message is sent, the answer of the request shows the code.

    Refuses wherever DEMO is off: there, anybody could sign in as anybody.
    """

    shows_code = True

    def send(self, *, phone: str, code: str) -> None:
        if not settings.DEMO:
            raise CodeNotSent
