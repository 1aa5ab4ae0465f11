"""The shipping desk: what is to be shipped, what is in a parcel, the form that ships it."""

from logistics.admin import couriers, shipments

__all__ = ["couriers", "shipments"]
