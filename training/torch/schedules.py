"""Learning rates by iteration."""

import math


def cyclic_rate(rate, iteration, iterations_per_epoch):
    """Triangular cyclic learning rate (Smith 2017); networks.md 1.9."""
    half = max(1, int(rate["halfCycleEpochs"] * iterations_per_epoch))
    cycle = math.floor(1 + iteration / (2 * half))
    x = abs(iteration / half - 2 * cycle + 1)
    return rate["base"] + (rate["max"] - rate["base"]) * max(0.0, 1 - x)


# How much better, relative to its size, a figure must be to count (PyTorch's ReduceLROnPlateau).
_BETTER = 1e-4
PLATEAU_START = {"best": -math.inf, "waited": 0, "factor": 1.0}


def after_judging(plateau, figure, rate):
    """The plateau's state after a figure that is to grow: half the rate when `patienceEpochs` have waited in vain."""
    if figure > plateau["best"] + _BETTER * abs(plateau["best"]) or plateau["best"] == -math.inf:
        return {**plateau, "best": figure, "waited": 0}
    waited = plateau["waited"] + 1
    if waited <= rate["patienceEpochs"]:
        return {**plateau, "waited": waited}
    return {**plateau, "waited": 0, "factor": plateau["factor"] / 2}


def learning_rate(rate, iteration, iterations_per_epoch, total, factor=1.0):
    """`factor`: of a plateau so far."""
    if rate["kind"] == "plateau":
        return rate["base"] * factor
    if rate["kind"] == "cyclic":
        return cyclic_rate(rate, iteration, iterations_per_epoch)
    warm = min(1.0, (iteration + 1) / rate["warmUpIterations"])
    return warm * (rate["base"] + (rate["max"] - rate["base"]) * 0.5 * (1 + math.cos(math.pi * iteration / total)))
