"""The WeChat platform's part of the sandbox, put together."""

from sandbox.web import Router
from sandbox.wechat import codes, tokens
from sandbox.wechat.api import Api
from sandbox.wechat.control import Control
from sandbox.wechat.pages import Pages
from sandbox.wechat.platform import Platform

SCHEMAS = (codes.SCHEMA, tokens.SCHEMA)


def mount(platform: Platform, router: Router, *, local: bool, remote: bool) -> None:
    """The calls and the page; the control API only where the sandbox is local."""
    Api(platform).mount(router)
    Pages(platform, local=local, remote=remote).mount(router)
    if local:
        Control(platform).mount(router)
