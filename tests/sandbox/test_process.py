"""The sandbox as a process: its keys, its memory, its port, its limits."""

import json
import os
import re
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config.house.ports import free_port
from sandbox.server import RefusedAddress, start
from tests.fixtures.sandbox import PATIENCE, control
from tests.sandbox.conftest import Receiver, acknowledged, read, sdk

ROOT = Path(__file__).parents[2]


def test_a_merchant_gets_what_wechat_would_give_him(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sandbox", "keys", "--state", str(tmp_path)]
    first = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    merchant = json.loads((tmp_path / "merchant.json").read_text())
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)

    assert first.stdout.split() == [
        str(tmp_path / "merchant.json"),
        str(tmp_path / "alipay.json"),
        str(tmp_path / "wechat.json"),
    ]
    assert json.loads((tmp_path / "merchant.json").read_text()) == merchant
    assert set(merchant) == {
        "mchid",
        "appid",
        "mini_appid",
        "mobile_appid",
        "serial_no",
        "private_key",
        "apiv3_key",
        "public_key",
        "public_key_id",
    }
    assert merchant["private_key"].startswith("-----BEGIN PRIVATE KEY-----")
    assert merchant["public_key"].startswith("-----BEGIN PUBLIC KEY-----")
    assert re.fullmatch(r"[0-9A-F]+", merchant["serial_no"])
    assert re.fullmatch(r"PUB_KEY_ID_[0-9]+", merchant["public_key_id"])
    assert len(merchant["apiv3_key"]) == 32
    secret = [tmp_path / "merchant.json", tmp_path / "wechatpay" / "platform_key.pem"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in secret] == [0o600, 0o600]


def test_two_first_starts_at_once_agree_on_the_keys(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sandbox", "keys", "--state", str(tmp_path)]
    racing = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) for _ in range(2)]

    for process in racing:
        process.communicate(timeout=PATIENCE)

    assert [process.returncode for process in racing] == [0, 0]
    with start(tmp_path) as running:
        client = sdk(control(running), "http://127.0.0.1:1/notify")
        assert read(client.pay("茶", "AGREED-01", {"total": 1}))[0] == 200


def test_it_remembers_trades_faults_and_what_it_has_yet_to_tell(
    tmp_path: Path, receiver: Receiver
) -> None:
    receiver.answers = [500]
    with start(tmp_path, retry_scale=10) as running:
        before = control(running)
        sdk(before, receiver.url).pay("茶", "REMEMBER-1", {"total": 1})
        before.pay("REMEMBER-1")
        before.until("REMEMBER-1", lambda t: t["notifications"][0]["attempts"] != [])
        before.fault("hang", operation="close", seconds=1)

    with start(tmp_path) as running:
        after = control(running)
        assert after.merchant == before.merchant
        assert after.order("REMEMBER-1")["trade_state"] == "SUCCESS"
        assert [f["kind"] for f in after.call("GET", "/_sandbox/faults")["faults"]] == ["hang"]
        after.shift_clock(600)
        after.until("REMEMBER-1", acknowledged)
    assert len(receiver.received) == 2


def test_the_process_serves_and_ends_at_sigterm(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "sandbox", "--local", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--state", str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout is not None
        assert f"http://127.0.0.1:{port}" in process.stdout.readline()
        taken = subprocess.run(
            [*command, "--state", str(tmp_path)], cwd=ROOT, capture_output=True, text=True
        )
        assert taken.returncode == 1
        assert f"127.0.0.1:{port}" in taken.stderr
        assert "Traceback" not in taken.stderr
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)
    assert process.returncode == 0


def test_it_listens_to_this_machine_only_unless_told(tmp_path: Path) -> None:
    with pytest.raises(RefusedAddress, match="allow-remote"):
        start(tmp_path, host="0.0.0.0")  # noqa: S104


def test_it_imports_nothing_of_the_project_and_only_cryptography_besides() -> None:
    lister = (
        "import sys, sandbox.server, sandbox.__main__; from importlib.metadata import *; "
        "print(*sorted({m.partition('.')[0] for m in sys.modules} - sys.stdlib_module_names))"
    )
    loaded = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {lister}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    ours = {name for name in loaded if (ROOT / name).is_dir()}
    assert ours == {"sandbox"}
    assert not {"django", "requests", "wechatpayv3"} & set(loaded)
    assert "cryptography" in loaded
