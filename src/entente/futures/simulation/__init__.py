"""Scenarios run: compiled to steps over arrays of runs, drawn from seeds, chunk by chunk."""
