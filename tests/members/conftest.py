"""The WeChat platform, which tells who people are, played by the sandbox over HTTP."""

import pytest

from tests.fixtures.sandbox import (  # noqa: F401  (fixtures)
    SandboxControl,
    sandbox,
    sandbox_process,
    wechat_apps,
)


@pytest.fixture
def platform(sandbox: SandboxControl, sandbox_process, settings) -> SandboxControl:  # noqa: F811
    """The shop's apps are those that the sandbox knows."""
    apps = wechat_apps(sandbox_process)
    settings.WECHAT_BASE_URL = settings.WECHAT_OPEN_BASE_URL = sandbox.base_url
    settings.WECHAT_APPS = {kind: (app["app_id"], app["secret"]) for kind, app in apps.items()}
    return sandbox
