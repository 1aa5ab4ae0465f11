"""The reads of marketing, one module per subject."""
