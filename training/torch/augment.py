"""Augmentation of one prepared scene on tensors: geometry first, then radiometry, then lost data.

All chance comes from the generator that is handed in, so that a sample is the same in whichever process it is made.
"""

import math

import torch
from torch.nn import functional as F

# An image with no front near still needs a finite distance, in pixels.
_FAR = 1023.0
_OCEAN = 3
_UNKNOWN = 255


def augment(scene, size, zoom, options, generator, other=None):
    """`scene`: intensity, valid in 0..1, distance in pixels, zones (255 unknown), [1, S, S] each.

    Returns the same four at [1, size, size]. `other`: intensity of another scene, for the ocean mix-up.
    """
    scene = _dihedral(scene, generator) if options["dihedral"] else scene
    source = scene["valid"].shape[-1]
    is_whole = size <= source and all(share * source == size for share in zoom)
    if options["turnDegrees"] or options["stretch"] or not is_whole:
        scene = _resample(scene, size, zoom, options, generator)
    elif source != size:
        scene = _crop(scene, size, generator)
    intensity = scene["intensity"]
    if other is not None and _uniform(0, 1, generator) < options["oceanMixShare"]:
        intensity = _mix_ocean(intensity, scene["zones"], other, generator)
    if options.get("poissonShare", 0) and _uniform(0, 1, generator) < options["poissonShare"]:
        intensity = _poisson_speckle(intensity, generator)
    intensity = _radiometry(intensity, options, generator)
    valid = _lose_data(scene["valid"], options, generator)
    return {**scene, "intensity": intensity, "valid": valid}


def _uniform(low, high, generator):
    return low + (high - low) * float(torch.rand((), generator=generator))


def _dihedral(scene, generator):
    """One of the eight flips and quarter turns, exact."""
    turns, flip = torch.randint(0, 8, (), generator=generator).item() % 4, _uniform(0, 1, generator) < 0.5

    def move(array):
        turned = torch.rot90(array, turns, (1, 2))
        return (turned.flip(1) if flip else turned).contiguous()

    return {name: move(array) for name, array in scene.items()}


def _crop(scene, size, generator):
    """Whole pixels, untouched."""
    room = scene["valid"].shape[-1] - size
    row, col = torch.randint(0, room + 1, (2,), generator=generator).tolist()
    return {name: array[:, row : row + size, col : col + size] for name, array in scene.items()}


def _resample(scene, size, zoom, options, generator):
    """A small turn, zoom, stretch and shift. Distances come out in output pixels."""
    grid, source_px = _grid(scene["valid"].shape[-1], size, zoom, options, generator)

    def sample(array, mode, padding):
        return F.grid_sample(array[None], grid, mode=mode, padding_mode=padding, align_corners=False)[0]

    coverage = sample(scene["valid"], "bilinear", "zeros")
    valid = (coverage > 0.5).float()
    intensity = sample(scene["intensity"] * scene["valid"], "bilinear", "zeros") / coverage.clamp(min=1e-3) * valid
    distance = sample(scene["distance"], "bilinear", "border") / source_px
    zones = sample(scene["zones"] + 1, "nearest", "zeros") - 1
    zones = torch.where(zones < 0, torch.full_like(zones, _UNKNOWN), zones)
    return {"intensity": intensity, "valid": valid, "distance": distance.clamp(max=_FAR), "zones": zones}


def _grid(source, size, zoom, options, generator):
    """Sampling grid, and source pixels per output pixel."""
    frame = math.exp(_uniform(math.log(zoom[0]), math.log(zoom[1]), generator))  # share of the scene seen, per side
    stretch = math.exp(_uniform(-options["stretch"], options["stretch"], generator))
    turn = math.radians(_uniform(-1, 1, generator) * options["turnDegrees"])
    room = abs(frame - 1)
    shift = [_uniform(-room, room, generator), _uniform(-room, room, generator)]
    cos, sin = math.cos(turn), math.sin(turn)
    x, y = frame * stretch, frame / stretch
    theta = torch.tensor([[[x * cos, -y * sin, shift[0]], [x * sin, y * cos, shift[1]]]])
    return F.affine_grid(theta, (1, 1, size, size), align_corners=False), frame * source / size


def _mix_ocean(intensity, zones, other, generator):
    """Ocean pixels of another scene's shade mixed in (Gourmelon et al. 2025; networks.md 2.5)."""
    share = _uniform(0.15, 0.3, generator)
    other = F.interpolate(other[None], size=intensity.shape[-2:], mode="bilinear", align_corners=False)[0]
    return torch.where(zones == _OCEAN, (intensity + share * other) / (1 + share), intensity)


def _poisson_speckle(x, generator):
    """Noise of few photons, scaled (Gourmelon et al. 2025; networks.md 2.5)."""
    peak = int(torch.randint(1, 4, (), generator=generator))
    counts = torch.poisson(torch.full_like(x, float(peak)), generator=generator)
    strength = torch.rand(x.shape, generator=generator)
    return (x + strength * (counts - peak) / counts.max().clamp(min=1)).clamp(0, 1)


def _radiometry(x, options, generator):
    if not any(options[name] for name in ("gamma", "contrast", "brightness", "illumination", "blurShare", "speckle")):
        return x
    x = x.clamp(0, 1) ** math.exp(_uniform(-1, 1, generator) * options["gamma"])
    contrast = 1 + _uniform(-1, 1, generator) * options["contrast"]
    brightness = _uniform(-1, 1, generator) * options["brightness"]
    x = (x - 0.5) * contrast + 0.5 + brightness
    field = torch.randn((1, 1, 4, 4), generator=generator) * options["illumination"]
    x = x + F.interpolate(field, size=x.shape[-2:], mode="bicubic", align_corners=False)[0]
    if _uniform(0, 1, generator) < options["blurShare"]:
        x = F.avg_pool2d(F.pad(x[None], (1, 1, 1, 1), mode="replicate"), 3, 1)[0]
    x = x + torch.randn(x.shape, generator=generator) * _uniform(0, options["speckle"], generator)
    return x.clamp(0, 1)


def _lose_data(valid, options, generator):
    """Cuts a random half-plane off some images, so that the edge of data means nothing."""
    if not options["lostDataShare"]:
        return valid
    angle, offset = _uniform(0, 2 * math.pi, generator), _uniform(0.3, 1, generator)
    if _uniform(0, 1, generator) >= options["lostDataShare"]:
        return valid
    _, height, width = valid.shape
    y, x = torch.meshgrid(torch.linspace(-1, 1, height), torch.linspace(-1, 1, width), indexing="ij")
    return valid * (x * math.cos(angle) + y * math.sin(angle) < offset).float()
