"""Alipay's part of the sandbox: the open gateway, version 1.0, as a direct merchant meets it."""
