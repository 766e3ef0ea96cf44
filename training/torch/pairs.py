"""Prepared pairs of SAR and optical pictures (training/pretraining/preparePairs.ts) as samples.

As in scenes.py, order and chance depend on the seed alone.
"""

import os

import numpy as np
import torch
from pretext import PATCH, sample_mask
from scenes import DataError, epochs_of, generator_of, read_facts
from torch.nn import functional as F

# No epoch of training: chance of validation is the same in each.
_VALIDATION = -1


class Pairs:
    """Files are opened window by window: only the pages that are read take memory."""

    def __init__(self, folder):
        self.folder = folder
        facts = read_facts(folder, "pairs.json")
        self.pictures, self.opticals = facts["pictures"], facts["opticals"]
        self.names = [picture["name"] for picture in self.pictures]

    def window(self, index, place, part):
        """The square `place` (row, column, side) of a picture, mirrored where the rows of `part` or its columns end.

        Intensity, valid [1, side, side] and optical [14, side, side], all 0..1.
        """
        picture, (row, col, side) = self.pictures[index], place
        optical = self.opticals[picture["optical"]]
        rows = _mirrored(row, side, *picture[f"{part}Rows"])
        cols = _mirrored(col, side, 0, picture["widthPx"])
        sar = self._read(picture["file"], rows, cols)
        return {"intensity": sar[:1] / 255, "valid": sar[1:], "optical": self._read(optical["file"], rows, cols) / 255}

    def layers(self, index):
        """Which optical layers the picture's place has: bool, [14]."""
        return torch.tensor(self.opticals[self.pictures[index]["optical"]]["layers"])

    def _read(self, name, rows, cols):
        path = os.path.join(self.folder, name)
        try:
            array = np.load(path, mmap_mode="r")
        except (OSError, ValueError) as error:
            raise DataError(f"{path} cannot be read: prepare the pairs again ({error}).") from error
        part = array[:, rows.min() : rows.max() + 1, cols.min() : cols.max() + 1]
        return torch.from_numpy(part[:, (rows - rows.min())[:, None], cols - cols.min()].astype(np.float32))


def _mirrored(first, count, low, high):
    """Indices from `first` on; beyond [low, high) they run back, the edge itself twice."""
    length = high - low
    at = (np.arange(first, first + count) - low) % (2 * length)
    return low + np.where(at < length, at, 2 * length - 1 - at)


class PairSamples(torch.utils.data.Dataset):
    """Keys are (epoch, position in the epoch, picture): a random crop, a smaller one in it, cubic, and a flip."""

    def __init__(self, pairs, config):
        self.pairs, self.config = pairs, config
        self.phases = epochs_of(config)
        training = [i for i, picture in enumerate(pairs.pictures) if _length(picture["trainRows"])]
        # As in the authors' code an epoch is a number of crops, whatever the number of pictures.
        self.train = [training[i % len(training)] for i in range(config["samplesPerEpoch"])] if training else []
        self.tiles = [tile for i, picture in enumerate(pairs.pictures) for tile in _tiles(i, picture, config)]

    def __getitem__(self, key):
        epoch, position, index = key
        generator = generator_of(self.config["seed"], epoch, position)
        phase = self.phases[epoch]
        size = phase["sizePx"]
        place = _random_place(self.pairs.pictures[index], size, phase["zoom"], generator)
        window = self.pairs.window(index, place, "train")
        window = {name: _resize(array, size, name) for name, array in window.items()}
        if float(torch.rand((), generator=generator)) < 0.5:
            window = {name: array.flip(2) for name, array in window.items()}
        return self._sample(window, index, generator)

    def validation(self, tile):
        """The same tile, mask included, in every epoch."""
        index, row, col = self.tiles[tile]
        window = self.pairs.window(index, (row, col, self.config["preprocessing"]["sizePx"]), "validation")
        return self._sample(window, index, generator_of(self.config["seed"], _VALIDATION, tile))

    def _sample(self, window, index, generator):
        layers = {"intensity": window["intensity"] * window["valid"], "valid": window["valid"]}
        sample = {
            "x": torch.cat([layers[name] for name in self.config["preprocessing"]["channels"]]),
            "optical": window["optical"],
            "layers": self.pairs.layers(index),
            "index": index,
        }
        if self.config["pretext"] == "optSimMim":
            side = window["optical"].shape[-1] // PATCH
            sample["masked"] = sample_mask(side**2, self.config["maskShare01"], generator).reshape(1, side, side)
        return sample


def _length(rows):
    return rows[1] - rows[0]


def _random_place(picture, size, zoom, generator):
    def whole(below):
        return int(torch.randint(below, (), generator=generator))

    low, high = picture["trainRows"]
    row = low + whole(max(0, high - low - size) + 1)
    col = whole(max(0, picture["widthPx"] - size) + 1)
    side = max(1, int(size * (zoom[0] + (zoom[1] - zoom[0]) * float(torch.rand((), generator=generator)))))
    return row + whole(size - side + 1), col + whole(size - side + 1), side


def _resize(array, size, name):
    if array.shape[-1] == size:
        return array
    mode = "bilinear" if name == "valid" else "bicubic"
    resized = F.interpolate(array[None], (size, size), mode=mode, align_corners=False)[0].clamp(0, 1)
    return (resized > 0.5).float() if name == "valid" else resized


def _tiles(index, picture, config):
    """Whole tiles side by side, one where the picture is smaller."""
    size, (low, high) = config["preprocessing"]["sizePx"], picture["validationRows"]
    if high == low:
        return []

    def starts(first, end):
        return range(first, max(first + 1, end - size + 1), size)

    return [(index, row, col) for row in starts(low, high) for col in starts(0, picture["widthPx"])]
