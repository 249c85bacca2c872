"""Forecasts from a ledger: what counts, what is known by a day, the model, its reasons and its track record."""
