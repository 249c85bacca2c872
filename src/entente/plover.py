"""Claims as PLOVER event records: the module that makes them stands in the room of exports."""

from entente.exchange.plover import AUXILIARY, CONTEXTS, MODES, QUAD_CODES, RELIEF, event, record

__all__ = ["AUXILIARY", "CONTEXTS", "MODES", "QUAD_CODES", "RELIEF", "event", "record"]
