"""Prints the losses of y.npy, yhat.npy and distance.npy in a folder as JSON, and the cyclic rate at some iterations."""

import json
import os
import sys

import numpy as np
import torch

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from losses import dice_coefficient, weighted_bce  # noqa: E402
from train import cyclic_rate  # noqa: E402


def main(folder):
    y, p, d = (
        torch.tensor(np.load(os.path.join(folder, f"{name}.npy")).astype(np.float64))[:, None]
        for name in ("y", "yhat", "distance")
    )
    weighted = {
        str(w): [float(weighted_bce(p[i : i + 1], y[i : i + 1], d[i : i + 1], w)) for i in range(len(y))]
        for w in (0, 4, 8, 16)
    }
    dice = [float(dice_coefficient(p[i : i + 1], y[i : i + 1])) for i in range(len(y))]
    config = {"learningRate": {"base": 1e-5, "max": 1e-3, "halfCycleEpochs": 6}}
    rates = [cyclic_rate(config, iteration, 10) for iteration in (0, 30, 60, 90, 120, 180)]
    print(json.dumps({"weightedBce": weighted, "dice": dice, "rates": rates}))


if __name__ == "__main__":
    main(sys.argv[1])
