"""How two actors stand to each other over time, and why they draw closer (docs/reference/alignment.md)."""

from entente.assess.alignment.picture import plot
from entente.assess.alignment.standing import alignment
from entente.assess.alignment.why import Memberships

__all__ = ["Memberships", "alignment", "plot"]
