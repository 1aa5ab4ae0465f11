"""A process that plays the payment providers over HTTP, for development, tests and the demo.

It is written from the providers' protocol descriptions with the standard library and
``cryptography`` only. No other package of this project imports it, and it imports none of
them: a mistake in an adapter cannot be cancelled out by the same mistake here.
"""
