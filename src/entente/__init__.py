"""Entente reads reports about states into claims."""
