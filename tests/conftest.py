"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# A slow machine is no defect: speed is measured in bench/, not in tests.
settings.register_profile("entente", deadline=None)
settings.load_profile("entente")
