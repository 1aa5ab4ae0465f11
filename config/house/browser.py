"""A browser for the tests that drive one."""

import os
import shutil
import subprocess

_PACKAGES = ["chromium", "fonts-wqy-microhei"]  # the second: glyphs for Chinese text
_INSTALL_SECONDS = 300


def provide_browser() -> str:
    """Installs Debian's Chromium if it is missing and we may; says what is there or skipped."""
    if shutil.which("chromium"):
        return "chromium"
    if not shutil.which("apt-get"):
        return _skipped("no chromium here, and no apt-get")
    if os.geteuid() != 0:
        return _skipped(f"no chromium here: sudo apt-get install {' '.join(_PACKAGES)}")
    try:
        _apt("update")
        _apt("install", "--yes", "--no-install-recommends", *_PACKAGES)
    except (subprocess.SubprocessError, OSError) as problem:
        return _skipped(f"chromium could not be installed ({problem})")
    return "chromium, just installed"


def _apt(*words: str) -> None:
    subprocess.run(
        ["apt-get", "-qq", *words],
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        capture_output=True,
        check=True,
        timeout=_INSTALL_SECONDS,
    )


def _skipped(reason: str) -> str:
    return f"SKIPPED: the tests marked `browser`; {reason}"
