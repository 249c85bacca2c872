"""The fixed corpus replayed, and monsters with limits of time and memory."""
