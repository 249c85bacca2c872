"""Announced things: what was announced with a time, what became of it, and what is likely to be kept."""
