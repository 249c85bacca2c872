"""The normal distribution turned inside out, over arrays and without SciPy.

Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied Statistics 37(3), 1988, 477-484,
routine PPND16: relative accuracy about 1e-16.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

# Coefficients of PPND16, highest power first.
_NEAR = (
    (2.509080928730122672e3, 3.343057558358812810e4, 6.726577092700870085e4, 4.592195393154987145e4,
     1.373169376550946112e4, 1.971590950306551442e3, 1.331416678917843774e2, 3.387132872796366608e0),
    (5.226495278852854561e3, 2.872908573572194267e4, 3.930789580009271061e4, 2.121379430158659586e4,
     5.394196021424751107e3, 6.871870074920579083e2, 4.231333070160091125e1, 1.0),
)  # fmt: skip
_FAR = (
    (7.745450142783414076e-4, 2.272384498926918458e-2, 2.417807251774506117e-1, 1.270458252452368382e0,
     3.647848324763204605e0, 5.769497221460691405e0, 4.630337846156545295e0, 1.423437110749683577e0),
    (1.050750071644416843e-9, 5.475938084995344946e-4, 1.519866656361645719e-2, 1.481039764274800745e-1,
     6.897673349851000045e-1, 1.676384830183803849e0, 2.053191626637758821e0, 1.0),
)  # fmt: skip
_FARTHEST = (
    (2.010334399292288132e-7, 2.711555568743487578e-5, 1.242660947388078438e-3, 2.653218952657612309e-2,
     2.965605718285048912e-1, 1.784826539917291335e0, 5.463784911164114369e0, 6.657904643501103777e0),
    (2.044263103389939785e-15, 1.421511758316458887e-7, 1.846318317510054681e-5, 7.868691311456132591e-4,
     1.487536129085061485e-2, 1.369298809227358053e-1, 5.998322065558879376e-1, 1.0),
)  # fmt: skip

_Array = npt.NDArray[np.float64]


def below(z: float) -> float:
    """The share of a standard normal's mass below `z`."""
    return 0.5 * math.erfc(-z / math.sqrt(2.0))


def quantile_of_normal(u: _Array) -> _Array:
    """Values below which a standard normal has the shares `u` of its mass, each between 0 and 1, both left out."""
    q = u - 0.5
    found = _ratio(_NEAR, 0.180625 - q * q) * q
    outer = (np.abs(q) > 0.425).nonzero()[0]
    if outer.size:
        with np.errstate(divide="ignore", invalid="ignore"):
            r = np.sqrt(-np.log(np.minimum(u[outer], 1.0 - u[outer])))
            tail = np.where(r <= 5.0, _ratio(_FAR, r - 1.6), _ratio(_FARTHEST, r - 5.0))
        found[outer] = np.copysign(tail, q[outer])
    return found


def _ratio(both: tuple[tuple[float, ...], tuple[float, ...]], r: _Array) -> _Array:
    top, bottom = (_polynomial(coefficients, r) for coefficients in both)
    return top / bottom


def _polynomial(coefficients: tuple[float, ...], r: _Array) -> _Array:
    found = np.full(r.shape, coefficients[0])
    for coefficient in coefficients[1:]:
        found *= r
        found += coefficient
    return found
