"""How far apart two colours look, to all kinds of eyes. Distances are those of CAM02-UCS.

Sources: CIE 159:2004 (the CIECAM02 appearance model, here for an average surround, white D65, adapting luminance
64/pi cd/m² with a background of a fifth of white, as for sRGB); Luo, Cui and Li, "Uniform colour spaces based on
CIECAM02 colour appearance model", Color Research and Application 31 (2006); Machado, Oliveira and Fernandes, "A
physiologically-based model for simulation of color vision deficiency", IEEE TVCG 15 (2009), its matrices of full
severity, on linear light; IEC 61966-2-1 (sRGB); WCAG 2.2 (contrast).
"""

from __future__ import annotations

import math

import numpy as np

SIGHTS = ("normal", "protan", "deutan", "tritan")
_CVD = {
    "normal": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
_RGB = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_CAT02 = np.array([[0.7328, 0.4296, -0.1624], [-0.7036, 1.6975, 0.0061], [0.0030, 0.0136, 0.9834]])
_HPE = np.array([[0.38971, 0.68898, -0.07868], [-0.22981, 1.18340, 0.04641], [0.0, 0.0, 1.0]])
_WHITE = np.array([95.047, 100.0, 108.883])
_ADAPTING, _BACKGROUND = 64 / math.pi / 5, 20.0
_F, _C, _NC = 1.0, 0.69, 1.0


def rgb(name: str) -> np.ndarray:
    """ "#0750b8" as three numbers from 0 to 1."""
    return np.array([int(name[i : i + 2], 16) for i in (1, 3, 5)]) / 255


def mixed(color: np.ndarray, paper: np.ndarray, part: float) -> np.ndarray:
    """CSS's color-mix(in srgb, color part, paper)."""
    return color * part + paper * (1 - part)


def contrast(one: np.ndarray, other: np.ndarray) -> float:
    """WCAG's contrast ratio, 1 to 21."""
    low, high = sorted(float(_linear(c) @ (0.2126, 0.7152, 0.0722)) for c in (one, other))
    return (high + 0.05) / (low + 0.05)


def distance(one: np.ndarray, other: np.ndarray, sight: str) -> float:
    """How different two colours look to this kind of sight."""
    return float(np.linalg.norm(ucs(one, sight) - ucs(other, sight)))


def ucs(color: np.ndarray, sight: str = "normal") -> np.ndarray:
    """J', a', b' of a colour as this kind of sight has it."""
    seen = np.clip(_linear(color) @ np.array(_CVD[sight]).T, 0, 1)
    lightness, colourfulness, hue = _appearance(100 * (_RGB @ seen))
    j = 1.7 * lightness / (1 + 0.007 * lightness)
    m = math.log(1 + 0.0228 * colourfulness) / 0.0228
    return np.array([j, m * math.cos(hue), m * math.sin(hue)])


def _linear(color: np.ndarray) -> np.ndarray:
    return np.where(color <= 0.04045, color / 12.92, ((color + 0.055) / 1.055) ** 2.4)


def _adapted(xyz: np.ndarray) -> np.ndarray:
    """Cone responses after adaptation to the white, compressed."""
    degree = _F * (1 - math.exp(-(_ADAPTING + 42) / 92) / 3.6)
    gain = degree * 100 / (_CAT02 @ _WHITE) + 1 - degree
    cones = _HPE @ np.linalg.inv(_CAT02) @ (gain * (_CAT02 @ xyz))
    power = (_luminance() * np.abs(cones) / 100) ** 0.42
    return np.sign(cones) * 400 * power / (power + 27.13) + 0.1


def _luminance() -> float:
    k = 1 / (5 * _ADAPTING + 1)
    return 0.2 * k**4 * 5 * _ADAPTING + 0.1 * (1 - k**4) ** 2 * (5 * _ADAPTING) ** (1 / 3)


def _appearance(xyz: np.ndarray) -> tuple[float, float, float]:
    """CIECAM02's lightness J, colourfulness M and hue angle h (radians)."""
    n = _BACKGROUND / 100
    induction, z = 0.725 * (1 / n) ** 0.2, 1.48 + math.sqrt(n)
    red, green, blue = _adapted(xyz)
    a, b = red - 12 * green / 11 + blue / 11, (red + green - 2 * blue) / 9
    hue = math.atan2(b, a)
    eccentricity = (math.cos(hue + 2) + 3.8) / 4
    brightness = induction * np.array([2, 1, 0.05])
    achromatic = brightness @ (red, green, blue) - 0.305 * induction
    white = brightness @ _adapted(_WHITE) - 0.305 * induction
    lightness = 100 * (achromatic / white) ** (_C * z)
    t = 50000 / 13 * _NC * induction * eccentricity * math.hypot(a, b) / (red + green + 1.05 * blue)
    chroma = t**0.9 * math.sqrt(lightness / 100) * (1.64 - 0.29**n) ** 0.73
    return float(lightness), float(chroma * _luminance() ** 0.25), hue
