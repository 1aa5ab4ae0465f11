from core.laws import Law

LAWS: list[Law] = []
