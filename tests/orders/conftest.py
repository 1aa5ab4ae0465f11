from tests.fixtures.shopper import api, member  # noqa: F401  (fixtures)
