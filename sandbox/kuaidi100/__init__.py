"""Kuaidi100 as a shop meets it: subscriptions, pushes, queries, the recogniser; and a courier."""
