"""The keeper: the process that follows the ledger into the index, finds news, and sends what watches ask for."""

from entente.serve.keeper.memory import Memory, Progress, prepare, progress, weights
from entente.serve.keeper.process import Running, Watchdog, run, start, watched

__all__ = ["Memory", "Progress", "Running", "Watchdog", "prepare", "progress", "run", "start", "watched", "weights"]
