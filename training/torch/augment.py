"""Augmentation of prepared scenes on tensors: geometry first, then radiometry, then lost data."""

import math

import torch
from torch.nn import functional as F

# An image with no front near still needs a finite distance, in pixels.
_FAR = 1023.0


def _uniform(n, low, high, generator):
    return low + (high - low) * torch.rand(n, generator=generator)


def augment(batch, size, options, generator):
    """`batch`: intensity, valid in 0..1 and distance in pixels, [N, 1, S, S] each.

    Returns network input [N, 2, size, size] (intensity, valid), target and distance to the target, [N, 1, size, size].
    """
    intensity, valid, distance = batch
    n, source = intensity.shape[0], intensity.shape[-1]
    grid, scale = _geometry(n, source, size, options, generator)
    data = torch.cat([intensity * valid, valid], 1)
    data = F.grid_sample(data, grid, mode="bilinear", padding_mode="zeros", align_corners=False)
    coverage = data[:, 1:]
    valid = (coverage > 0.5).float()
    intensity = data[:, :1] / coverage.clamp(min=1e-3) * valid
    distance = F.grid_sample(distance, grid, mode="bilinear", padding_mode="border", align_corners=False)
    distance = (distance / scale[:, None, None, None]).clamp(max=_FAR)
    intensity = _radiometry(intensity, options, generator)
    valid = _lose_data(valid, options, generator)
    return torch.cat([intensity * valid, valid], 1), *label(distance, valid, options)


def label(distance, valid, options):
    """Front label of the configured half width, and the distance to it."""
    half = options["labelHalfWidthPx"]
    target = ((distance <= half) & (valid > 0)).float()
    return target, (distance - half).clamp(min=0)


def _geometry(n, source, size, options, generator):
    """Sampling grid for dihedral flips, a small turn, zoom, stretch and shift; and source pixels per output pixel."""
    low, high = options["zoom"]
    frame = torch.exp(_uniform(n, math.log(low), math.log(high), generator))  # share of the scene seen, per side
    stretch = torch.exp(_uniform(n, -0.15, 0.15, generator))
    quarter = torch.randint(0, 4, (n,), generator=generator) * (math.pi / 2)
    turn = quarter + _uniform(n, -1, 1, generator) * math.radians(options["turnDegrees"])
    flip = torch.randint(0, 2, (n,), generator=generator) * 2.0 - 1
    room = (frame - 1).abs()
    shift = _uniform((n, 2), -1, 1, generator) * room[:, None]
    cos, sin = torch.cos(turn), torch.sin(turn)
    x, y = frame * stretch, frame / stretch
    theta = torch.stack(
        [torch.stack([x * cos * flip, -y * sin, shift[:, 0]], 1), torch.stack([x * sin * flip, y * cos, shift[:, 1]], 1)],
        1,
    )
    grid = F.affine_grid(theta, (n, 1, size, size), align_corners=False)
    return grid, frame * source / size


def _radiometry(x, options, generator):
    n = x.shape[0]
    one = (n, 1, 1, 1)
    x = x.clamp(0, 1) ** torch.exp(_uniform(one, -1, 1, generator) * options["gamma"])
    contrast = 1 + _uniform(one, -1, 1, generator) * options["contrast"]
    brightness = _uniform(one, -1, 1, generator) * options["brightness"]
    x = (x - 0.5) * contrast + 0.5 + brightness
    field = torch.randn((n, 1, 4, 4), generator=generator) * options["illumination"]
    x = x + F.interpolate(field, size=x.shape[-2:], mode="bicubic", align_corners=False)
    blurred = F.avg_pool2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), 3, 1)
    share = (torch.rand(one, generator=generator) < options["blurShare"]).float()
    x = x + share * (blurred - x)
    noise = torch.randn(x.shape, generator=generator) * _uniform(one, 0, options["speckle"], generator)
    return (x + noise).clamp(0, 1)


def _lose_data(valid, options, generator):
    """Cuts a random half-plane off some images, so that the edge of data means nothing."""
    n, _, height, width = valid.shape
    angle = _uniform(n, 0, 2 * math.pi, generator)
    offset = _uniform(n, 0.3, 1.0, generator)
    y, x = torch.meshgrid(torch.linspace(-1, 1, height), torch.linspace(-1, 1, width), indexing="ij")
    side = x * torch.cos(angle)[:, None, None] + y * torch.sin(angle)[:, None, None]
    keep = (side < offset[:, None, None]).float()[:, None]
    chosen = (torch.rand((n, 1, 1, 1), generator=generator) < options["lostDataShare"]).float()
    return valid * (1 - chosen + chosen * keep)
