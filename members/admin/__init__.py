from members.admin import members, staff  # noqa: F401  (register their models)
