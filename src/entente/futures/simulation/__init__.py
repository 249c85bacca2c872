"""Scenarios run: compiled to steps over arrays of runs, drawn from seeds, chunk by chunk."""

from entente.futures.simulation.draws import draw, from_uniform, quantile
from entente.futures.simulation.machine import Batch
from entente.futures.simulation.model import Model, Setting, compile
from entente.futures.simulation.runs import batches, simulate

__all__ = ["Batch", "Model", "Setting", "batches", "compile", "draw", "from_uniform", "quantile", "simulate"]
