from marketing.admin import coupons, exchange_codes, reductions

__all__ = ["coupons", "exchange_codes", "reductions"]
