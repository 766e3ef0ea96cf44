"""Losses of the seed paper (Holzmann et al. 2021, equation 2) and Dice + BCE. Tensors are [N, 1, H, W]."""

import torch

_EPSILON = 1e-7


def distance_weight(distance, target, w):
    """D = 2 (sigmoid(d / w) - 0.5) + y; 1 everywhere for w = 0. d: pixels to the nearest target pixel."""
    if w == 0:
        return torch.ones_like(target)
    return torch.tanh(distance / (2 * w)) + target


def binary_cross_entropy(probability, target):
    p = probability.clamp(_EPSILON, 1 - _EPSILON)
    return -(target * p.log() + (1 - target) * (1 - p).log()).mean()


def weighted_bce(probability, target, distance, w):
    return binary_cross_entropy(probability * distance_weight(distance, target, w), target)


def dice_coefficient(probability, target):
    """Per image, smoothing 1, mean over images."""
    axes = (1, 2, 3)
    overlap = (probability * target).sum(axes)
    return ((2 * overlap + 1) / (probability.sum(axes) + target.sum(axes) + 1)).mean()


def batch_dice_loss(probability, target):
    """Over the whole batch, so that crops without a front do not dominate."""
    return 1 - (2 * (probability * target).sum() + 1) / (probability.sum() + target.sum() + 1)


def loss_function(config):
    """`config["loss"]`: {"kind": "bce" | "wbce" | "dice+bce", "w": number}."""
    kind, w = config["loss"]["kind"], config["loss"].get("w", 0)
    if kind == "bce":
        return lambda p, y, d: binary_cross_entropy(p, y)
    if kind == "wbce":
        return lambda p, y, d: weighted_bce(p, y, d, w)
    if kind == "dice+bce":
        return lambda p, y, d: batch_dice_loss(p, y) + weighted_bce(p, y, d, w)
    raise ValueError(f"loss.kind: unknown loss {kind}")
