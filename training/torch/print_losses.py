"""Prints the losses of y.npy, yhat.npy and distance.npy in a folder as JSON, and the cyclic rate at some iterations.

The tests hold them against figures of the official code.
"""

import json
import os
import sys

import numpy as np
import torch

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from losses import cross_entropy, dice_coefficient, distance_weight, mcc_of_sums  # noqa: E402
from schedules import cyclic_rate  # noqa: E402


def main(folder):
    y, p, d = (
        torch.tensor(np.load(os.path.join(folder, f"{name}.npy")).astype(np.float64))[:, None]
        for name in ("y", "yhat", "distance")
    )
    distance_weighted = {str(w): p * distance_weight(d, y, w) for w in (0, 4, 8, 16)}
    sums = [(p * y).sum((1, 2, 3)), p.sum((1, 2, 3)), y.sum((1, 2, 3)), y[0].numel()]
    rate = {"base": 1e-5, "max": 1e-3, "halfCycleEpochs": 6}
    figures = {
        "weightedBce": {w: cross_entropy(pw, y).mean((1, 2, 3)).tolist() for w, pw in distance_weighted.items()},
        "weightedDice": {w: dice_coefficient(pw, y).tolist() for w, pw in distance_weighted.items()},
        "mcc": mcc_of_sums(*sums).tolist(),
        "mccOfBatch": float(mcc_of_sums(*(s.sum() if torch.is_tensor(s) else s * len(y) for s in sums))),
        "rates": [cyclic_rate(rate, iteration, 10) for iteration in (0, 30, 60, 90, 120, 180)],
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main(sys.argv[1])
