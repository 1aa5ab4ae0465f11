"""``make demo``: real orders, driven from outside to every end an order can have.

Nothing here imports the shop. The shopper uses the storefront API, the payer the provider's
cashier, the courier his scanner, staff the back office in a browser's way, and the clock is
moved by ``manage.py``.

Read ``stories/`` first: one file, one order, from placing it to where it must end. Offers that a
story needs are set up by staff as it begins, or run for a year in the demo shop, so that the
demonstration can be given again and again, though each moves the clock by weeks.
"""
