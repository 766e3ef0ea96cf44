"""The zones' loss of SSL4SAR (Gourmelon et al. 2025; networks.md 2.5), over the whole picture and its centre.

Tensors are [N, classes, H, W] probabilities and [N, 1, H, W] class indices. Every term is a function of sums over
pixels, so that processes can add theirs up first.
"""

import torch

_SMOOTHING = 0.1
_EPSILON = 1e-5
_SMALLEST = 1e-7
ZONES = 4
FRONT = 4


def zone_target(batch, classes):
    """Class index per pixel and where it is known: zones, with the front over them where there is a fifth class."""
    target, known = batch["zones"].long(), batch["known"] & (batch["zones"] < ZONES)
    if classes > ZONES:
        on_front = batch["target"] > 0
        target, known = torch.where(on_front, torch.full_like(target, FRONT), target), known | on_front
    return target.clamp(max=classes - 1), known


def centre_context_sums(probability, target, known):
    """A vector: for the whole and for the centre half, sum of the cross-entropy, pixels, then overlap and squares a class."""
    parts = (slice(None), slice(None)), tuple(slice(side // 4, side - side // 4) for side in target.shape[-2:])
    return torch.cat([_sums(*(x[:, :, rows, cols] for x in (probability, target, known))) for rows, cols in parts])


def _sums(probability, target, known):
    classes = probability.shape[1]
    codes = torch.arange(classes, device=target.device)[None, :, None, None]
    known = known.float()
    one_hot = (target == codes).float() * known
    smooth = one_hot * (1 - _SMOOTHING) + (known - one_hot) * (_SMOOTHING / (classes - 1))
    entropy = -(smooth * probability.clamp(min=_SMALLEST).log()).sum()
    axes = (0, 2, 3)
    squares = (probability**2 * known).sum(axes) + (one_hot**2).sum(axes)
    return torch.cat([torch.stack([entropy, known.sum()]), (probability * one_hot).sum(axes), squares])


def centre_context_of_sums(sums):
    """0.5 (cross-entropy + Dice loss) of the whole and of the centre."""
    return sum(0.5 * (entropy + dice) for entropy, dice in map(_terms, sums.chunk(2)))


def _terms(sums):
    entropy, pixels, rest = sums[0], sums[1], sums[2:]
    overlap, squares = rest.chunk(2)
    dice = (2 * overlap + _EPSILON) / (squares + _EPSILON)
    return entropy / pixels.clamp(min=1), 1 - dice.mean()


def confusion(probability, target, known):
    """[ZONES, ZONES] counts, rows labels; the front counts for no zone."""
    predicted = probability[:, :ZONES].argmax(1, keepdim=True)
    is_counted = known & (target < ZONES)
    pairs = target[is_counted] * ZONES + predicted[is_counted]
    return torch.bincount(pairs, minlength=ZONES * ZONES).reshape(ZONES, ZONES)


def intersection_over_union(counts):
    """Mean over the zones that are there."""
    both = counts.diagonal()
    union = counts.sum(0) + counts.sum(1) - both
    return float((both[union > 0] / union[union > 0]).mean()) if counts.any() else 0.0
