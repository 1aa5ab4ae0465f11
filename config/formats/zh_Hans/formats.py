"""Dates as the back office writes them everywhere: short, and sorted by eye."""

DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = "Y-m-d H:i"
