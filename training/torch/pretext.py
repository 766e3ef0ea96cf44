"""The two pretext tasks of SSL4SAR (Gourmelon et al. 2025; networks.md 2.4): optical pictures, or masked patches of them.

Tensors are [N, C, H, W]. The loss is a function of sums, so that processes can add theirs up first.
"""

import torch
from torch.nn import functional as F

PATCH = 4
# The node whose tokens are masked: after the patch embedding and its layer norm.
MASKED_NODE = "patch_embed_norm"


def sample_mask(tokens, share, generator):
    """A bool a token. As in the authors' code token 0 is never masked, and L - (int((L - 1) (1 - share)) + 1) are."""
    noise = torch.rand(tokens, generator=generator)
    # Below every other: it was a class token once.
    noise[0] = -1
    kept = int((tokens - 1) * (1 - share)) + 1
    mask = torch.zeros(tokens, dtype=torch.bool)
    mask[noise.argsort()[kept:]] = True
    return mask


def mask_tokens(values, mask, token=0.0):
    """`values` [N, C, h, w] with the tokens of `mask` [N, 1, h, w] replaced: the authors' token is zero and not trained."""
    return torch.where(mask, torch.as_tensor(token, dtype=values.dtype, device=values.device), values)


def patchify(picture):
    """[N, C, H, W] -> [N, 16 C, H / 4, W / 4], element (row * 4 + column) * C + channel of each patch."""
    count, channels, height, width = picture.shape
    cells = picture.reshape(count, channels, height // PATCH, PATCH, width // PATCH, PATCH)
    return cells.permute(0, 3, 5, 1, 2, 4).reshape(count, PATCH**2 * channels, height // PATCH, width // PATCH)


def error_sums(outputs, batch):
    """Sum of absolute differences and how many were summed.

    `batch`: optical [N, 14, H, W], layers (bool, [N, 14]; a picture may lack some), and masked [N, 1, h, w] for `patches`.
    """
    layers, target = batch["layers"], batch["optical"]
    if "optical" in outputs:
        predicted, counted = outputs["optical"], layers[:, :, None, None].expand_as(target)
    else:
        predicted, target = outputs["patches"], patchify(target)
        counted = layers.repeat(1, PATCH**2)[:, :, None, None] & batch["masked"]
    error = F.l1_loss(predicted.float(), target, reduction="none") * counted
    return torch.stack([error.sum(), counted.sum().float()])


def loss_of_sums(sums):
    return sums[0] / sums[1].clamp(min=1)
