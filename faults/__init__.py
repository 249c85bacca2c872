"""What happens to a ledger when things go wrong: killed, crowded, out of room, damaged. `python -m faults` tries it."""
