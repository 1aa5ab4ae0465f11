import importlib.util
from pathlib import Path

from config.house.errors import SetupError


def folder_of(package: str, *, instead: str) -> Path:
    """Where an installed package lies, without importing it.

    Raises SetupError naming the setting to give ``instead`` of installing it.
    """
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise SetupError(
            f"{package} is not installed: run `make .venv` (it installs requirements/dev.lock),"
            f" or set {instead}."
        )
    return Path(found.submodule_search_locations[0])
