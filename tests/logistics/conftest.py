"""The provider that follows parcels, played by the sandbox over HTTP."""

from tests.fixtures.courier import courier  # noqa: F401
from tests.fixtures.sandbox import sandbox_process  # noqa: F401
