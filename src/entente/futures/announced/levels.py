"""The traits by which announced things are likened to each other, and the levels of each."""

from __future__ import annotations

#: Trait -> its levels. Those of STEPS go up step by step, each as much as the one before; of the others each level
#: stands for itself, against the first one.
TRAITS: dict[str, tuple[str, ...]] = {
    "due": ("today", "later"),
    "begun": ("no", "yes"),
    "talked": ("by one", "by some", "by many"),
    "reading": ("unsure", "fair", "sure"),
    "lately": ("no", "some", "often"),
    "hedge": ("plain", "hedged", "wished"),
    "kind": ("meeting", "agreement", "help", "withdrawal", "pressure"),
    "voice": ("report", "party", "other"),
}
STEPS = frozenset({"due", "begun", "talked", "reading", "lately", "hedge"})
