"""Losses: distance-weighted cross-entropy (Holzmann et al. 2021, equation 2), Dice, Matthews correlation, zones.

Tensors are [N, 1, H, W]. Every term is a function of sums over pixels, so that processes can add theirs up first.
"""

import torch
from zone_losses import centre_context_of_sums, centre_context_sums, zone_target

_EPSILON = 1e-7
_ZONES = 4


def distance_weight(distance, target, w):
    """D = 2 (sigmoid(d / w) - 0.5) + y; 1 everywhere for w = 0. d: pixels to the nearest target pixel."""
    if w == 0:
        return torch.ones_like(target)
    return torch.tanh(distance / (2 * w)) + target


def cross_entropy(probability, target):
    """Per pixel."""
    p = probability.clamp(_EPSILON, 1 - _EPSILON)
    return -(target * p.log() + (1 - target) * (1 - p).log())


def dice_of_sums(overlap, predicted, labelled):
    return (2 * overlap + 1) / (predicted + labelled + 1)


def dice_coefficient(probability, target):
    """Per image, smoothing 1: [N]."""
    axes = (1, 2, 3)
    return dice_of_sums((probability * target).sum(axes), probability.sum(axes), target.sum(axes))


def mcc_of_sums(overlap, predicted, labelled, pixels):
    """Matthews correlation of soft counts (Davari et al. 2021; networks.md 6.3)."""
    fp, fn = predicted - overlap, labelled - overlap
    tn = pixels - predicted - labelled + overlap
    product = predicted * labelled * (tn + fp) * (tn + fn)
    # The root has no slope at 0: a batch without a front would turn every weight into NaN.
    root = torch.where(product > 0, product, torch.ones_like(product)).sqrt() * (product > 0)
    return (overlap * tn - fp * fn) / (root + _EPSILON)


class Loss:
    """Weighted sum of the configuration's terms.

    `add_up` sums a vector over all processes and lets gradients through; one process leaves it as it is.
    """

    def __init__(self, rule, add_up=lambda sums: sums):
        self.rule = rule
        self.add_up = add_up

    def __call__(self, outputs, batch):
        """Returns the loss and its terms. `batch`: target, distance, zones (255 unknown) and known (bool) per pixel."""
        is_front = "probability" in outputs
        own = self._front_sums(outputs, batch) if is_front else self._centre_context_sums(outputs, batch)
        sums = self.add_up(own)
        terms = self._front_terms(sums) if is_front else {"centreContext": centre_context_of_sums(sums)}
        used = {name: term for name, term in terms.items() if self.rule.get(name, 0) > 0}
        return sum(self.rule[name] * term for name, term in used.items()), used

    def _centre_context_sums(self, outputs, batch):
        probability = outputs["zones"].float()
        return centre_context_sums(probability, *zone_target(batch, probability.shape[1]))

    def _front_sums(self, outputs, batch):
        p, y = outputs["probability"].float(), batch["target"]
        weighted = p * distance_weight(batch["distance"], y, self.rule["w"])
        sums = [
            torch.tensor(float(y.numel()), device=y.device),
            y.sum(),
            cross_entropy(weighted, y).sum(),
            (weighted * y).sum(),
            weighted.sum(),
            (p * y).sum(),
            p.sum(),
            *self._zone_sums(outputs, batch),
        ]
        return torch.stack(sums)

    @staticmethod
    def _front_terms(sums):
        n, labelled, bce, overlap_w, predicted_w, overlap, predicted, zones, zone_n = sums
        return {
            "bce": bce / n,
            "dice": 1 - dice_of_sums(overlap_w, predicted_w, labelled),
            "mcc": 1 - mcc_of_sums(overlap, predicted, labelled, n),
            "zones": zones / zone_n.clamp(min=1),
        }

    def _zone_sums(self, outputs, batch):
        if "zones" not in outputs:
            zero = torch.zeros((), device=batch["target"].device)
            return zero, zero
        codes = torch.arange(_ZONES, device=batch["zones"].device)[None, :, None, None]
        one_hot = (batch["zones"] == codes).float()
        known = batch["known"] & (batch["zones"] < _ZONES)
        entropy = cross_entropy(outputs["zones"].float(), one_hot) * known
        return entropy.sum(), (_ZONES * known.sum()).float()
