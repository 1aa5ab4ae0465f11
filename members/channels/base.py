from typing import Protocol


class CodeSender(Protocol):
    """Brings a one-time code to a phone: by text message, by a voice call.

    ``shows_code``: the answer of the request may carry the code, because nothing else does.
    """

    shows_code: bool

    def send(self, *, phone: str, code: str) -> None:
        """Hand the code over to whoever delivers it, within seconds, and log neither of the two.

        Raises CodeNotSent where that is known to have failed.
        """
