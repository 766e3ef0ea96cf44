"""Learning rates by iteration."""

import math


def cyclic_rate(rate, iteration, iterations_per_epoch):
    """Triangular cyclic learning rate (Smith 2017); networks.md 1.9."""
    half = max(1, int(rate["halfCycleEpochs"] * iterations_per_epoch))
    cycle = math.floor(1 + iteration / (2 * half))
    x = abs(iteration / half - 2 * cycle + 1)
    return rate["base"] + (rate["max"] - rate["base"]) * max(0.0, 1 - x)


def learning_rate(rate, iteration, iterations_per_epoch, total):
    if rate["kind"] == "cyclic":
        return cyclic_rate(rate, iteration, iterations_per_epoch)
    warm = min(1.0, (iteration + 1) / rate["warmUpIterations"])
    return warm * (rate["base"] + (rate["max"] - rate["base"]) * 0.5 * (1 + math.cos(math.pi * iteration / total)))
