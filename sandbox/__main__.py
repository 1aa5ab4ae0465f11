"""``python -m sandbox``: start the sandbox, or only make its keys."""

import argparse
import logging
import signal
import sys
from pathlib import Path
from threading import Event

from sandbox.alipay.keys import MERCHANT_FILE as ALIPAY_FILE
from sandbox.alipay.keys import ensure_keys as ensure_alipay_keys
from sandbox.server import RefusedAddress, start
from sandbox.wechat.keys import APPS_FILE, ensure_apps
from sandbox.wechatpay.keys import ensure_keys


def main(arguments: list[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    if asked.command == "keys":
        ensure_keys(asked.state)
        ensure_alipay_keys(asked.state)
        ensure_apps(asked.state)
        print(asked.state / "merchant.json")
        print(asked.state / ALIPAY_FILE)
        print(asked.state / APPS_FILE)
        return 0
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    return _serve(asked)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument(
        "--state",
        type=Path,
        default=Path("var/sandbox"),
        metavar="DIR",
        help="folder of keys and memory",
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8010)
    parser.add_argument(
        "--local",
        action="store_true",
        help="notify loopback addresses; serve the control API and the fault panel",
    )
    parser.add_argument(
        "--allow-remote",
        action="store_true",
        help="notify other addresses than loopback, and listen on them",
    )
    parser.add_argument(
        "--retry-scale", type=float, default=1.0, help="shrinks the notification retry table"
    )
    parser.add_argument(
        "--refund-seconds", type=float, default=2.0, help="how long a refund is PROCESSING"
    )
    commands = parser.add_subparsers(dest="command")
    keys = commands.add_parser("keys", help="make the keys and merchants' files without starting")
    keys.add_argument("--state", type=Path, default=argparse.SUPPRESS, metavar="DIR")
    return parser


def _serve(asked: argparse.Namespace) -> int:
    stopped = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        running = start(
            asked.state,
            host=asked.host,
            port=asked.port,
            local=asked.local,
            allow_remote=asked.allow_remote,
            retry_scale=asked.retry_scale,
            refund_seconds=asked.refund_seconds,
        )
    except (RefusedAddress, OSError) as refusal:
        print(f"sandbox: {asked.host}:{asked.port}: {refusal}", file=sys.stderr)
        return 1
    with running:
        print(f"sandbox: {running.base_url} (merchant: {running.merchant_file})", flush=True)
        stopped.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
