"""The sandbox as a running thing: everything assembled, behind a threaded HTTP server."""

from pathlib import Path
from threading import Event, Thread
from typing import Self

from sandbox import control, faults, notifications, panel
from sandbox.addresses import is_loopback
from sandbox.alipay import assembly as alipay
from sandbox.alipay.faults import KINDS as ALIPAY_KINDS
from sandbox.alipay.keys import MERCHANT_FILE as ALIPAY_FILE
from sandbox.alipay.keys import ensure_keys as ensure_alipay_keys
from sandbox.alipay.platform import Platform as Alipay
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.http import Server
from sandbox.kuaidi100 import assembly as kuaidi100
from sandbox.kuaidi100.faults import KINDS as KUAIDI100_KINDS
from sandbox.kuaidi100.platform import Platform as Kuaidi100
from sandbox.state import State
from sandbox.ticker import Ticker
from sandbox.web import Router, json_response
from sandbox.wechat import assembly as wechat
from sandbox.wechat.faults import KINDS as WECHAT_KINDS
from sandbox.wechat.keys import APPS_FILE, ensure_apps
from sandbox.wechat.platform import Platform as Wechat
from sandbox.wechatpay import cashier
from sandbox.wechatpay.api import Api
from sandbox.wechatpay.assembly import SCHEMAS, assemble
from sandbox.wechatpay.control import Control as WechatpayControl
from sandbox.wechatpay.faults import KINDS
from sandbox.wechatpay.keys import ensure_keys
from sandbox.wechatpay.platform import Platform


class RefusedAddress(ValueError):
    """Asked to listen where others can reach it, without being told that it may."""


class Sandbox:
    """A running sandbox; ``stop()`` ends it, and its state stays for the next one.

    ``base_url`` has no trailing slash; ``merchant_file`` is what the demo merchant has of
    WeChat Pay, ``alipay_file`` what he has of Alipay, ``apps_file`` of his WeChat apps.
    """

    def __init__(
        self,
        server: Server,
        folder: Path,
        platform: Platform,
        alipay: Alipay,
        kuaidi100: Kuaidi100,
        ticker: Ticker,
    ) -> None:
        self.base_url = f"http://{server.authority}"
        self.merchant_file = folder / "merchant.json"
        self.alipay_file = folder / ALIPAY_FILE
        self.apps_file = folder / APPS_FILE
        self._server = server
        self._platform = platform
        self._alipay = alipay
        self._kuaidi100 = kuaidi100
        self._ticker = ticker
        self._thread = Thread(
            target=server.serve_forever, args=(0.05,), name="sandbox-http", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Finish what is being sent, answer nobody any more, let go of the port."""
        self._server.shutdown()
        self._thread.join()
        self._platform.stopping.set()
        self._ticker.stop()
        self._platform.notifier.stop()
        self._alipay.notifier.stop()
        self._kuaidi100.notifier.stop()
        self._server.hang_up()
        self._platform.state.close()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.stop()


def start(
    state_dir: Path | str,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    local: bool = True,
    allow_remote: bool = False,
    retry_scale: float = 1.0,
    refund_seconds: float = 2.0,
    notify_timeout: float = 5.0,
) -> Sandbox:
    """Start a sandbox on threads of this process. Port 0 takes a free one.

    ``local`` admits loopback notify addresses and serves the control API and the fault
    panel; ``allow_remote`` admits all other notify addresses, and listening on them.
    ``retry_scale`` shrinks the notification retry table; ``refund_seconds`` is how long a
    refund stays PROCESSING (-1: until told); ``notify_timeout`` is in seconds.

    Raises RefusedAddress, or OSError if the port is taken.
    """
    if not is_loopback(host) and not allow_remote:
        raise RefusedAddress(f"{host} is not a loopback address; --allow-remote permits it")
    folder = Path(state_dir)
    folder.mkdir(parents=True, exist_ok=True)
    keys = ensure_keys(folder)
    server = Server(host, port)
    schemas = (
        faults.SCHEMA,
        notifications.SCHEMA,
        *SCHEMAS,
        *alipay.SCHEMAS,
        *kuaidi100.SCHEMAS,
        *wechat.SCHEMAS,
    )
    state = State(folder / "sandbox.sqlite3", schemas=schemas)
    ticker, stopping, clock = Ticker(), Event(), Clock()
    known_faults = Faults(state, KINDS | ALIPAY_KINDS | KUAIDI100_KINDS | WECHAT_KINDS)
    platform = assemble(
        keys,
        state=state,
        clock=clock,
        faults=known_faults,
        ticker=ticker,
        stopping=stopping,
        local=local,
        remote=allow_remote,
        retry_scale=retry_scale,
        refund_seconds=refund_seconds,
        notify_timeout=notify_timeout,
    )
    alipay_platform = alipay.assemble(
        ensure_alipay_keys(folder),
        state=state,
        clock=clock,
        faults=known_faults,
        ticker=ticker,
        stopping=stopping,
        local=local,
        remote=allow_remote,
        retry_scale=retry_scale,
        notify_timeout=notify_timeout,
    )
    kuaidi100_platform = kuaidi100.assemble(
        state=state,
        clock=clock,
        faults=known_faults,
        ticker=ticker,
        stopping=stopping,
        local=local,
        remote=allow_remote,
        retry_scale=retry_scale,
        notify_timeout=notify_timeout,
    )
    server.router = _router(platform, alipay_platform, kuaidi100_platform, local=local)
    wechat.mount(
        Wechat(state, clock, known_faults, ensure_apps(folder)),
        server.router,
        local=local,
        remote=allow_remote,
    )
    ticker.start()

    return Sandbox(server, folder, platform, alipay_platform, kuaidi100_platform, ticker)


def _router(
    platform: Platform, alipay_platform: Alipay, kuaidi100_platform: Kuaidi100, *, local: bool
) -> Router:
    router = Router()
    router.add("GET", "/healthz", lambda request: json_response(200, {"status": "ok"}))
    Api(platform).mount(router)
    cashier.Cashier(platform).mount(router)
    alipay.mount(alipay_platform, router, local=local)
    kuaidi100.mount(kuaidi100_platform, router, local=local)
    panel.Panel(platform, alipay_platform).mount(router, local=local)
    if local:
        control.Control(platform.faults, platform.clock, platform.wake).mount(router)
        WechatpayControl(platform).mount(router)
    return router
