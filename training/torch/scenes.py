"""Prepared scenes (training/prepareDataset.ts) as samples, in an order and with chance that depend on the seed alone."""

import json
import os

import numpy as np
import torch
from augment import augment

_DISTANCE_STEPS = 64
# Far above any epoch, position or number of scenes: keys of different samples never meet.
_STRIDE = 1_000_003


class DataError(Exception):
    """A sentence about prepared data that cannot be used."""


def read_facts(folder, name):
    """What the preparing program wrote of the arrays in `folder`."""
    try:
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError) as error:
        raise DataError(f"{folder}/{name} cannot be read: prepare the data again ({error}).") from error


class Scenes:
    """Memory-mapped arrays: only the pages that are read take memory."""

    def __init__(self, folder):
        self.folder = folder
        facts = read_facts(folder, "scenes.json")
        self.names = [scene["name"] for scene in facts["scenes"]]
        self.split = facts["split"]
        self.arrays = {name: self._open(name) for name in ("intensity", "valid", "distance", "zones")}

    def __reduce__(self):
        """A worker process that is spawned opens the files itself: a memory map would travel as a copy of them."""
        return Scenes, (self.folder,)

    def _open(self, name):
        path = os.path.join(self.folder, f"{name}.npy")
        try:
            array = np.load(path, mmap_mode="r")
        except (OSError, ValueError) as error:
            raise DataError(f"{path} cannot be read: prepare the data set again ({error}).") from error
        if len(array) != len(self.names):
            raise DataError(f"{path} holds {len(array)} scenes, scenes.json names {len(self.names)}.")
        return array

    def indices(self, part):
        position = {name: i for i, name in enumerate(self.names)}
        return [position[name] for name in self.split[part]]

    def scene(self, index):
        """Intensity, valid in 0..1, distance in pixels, zones (255 unknown), [1, S, S] each."""

        def tensor(name, steps):
            array = self.arrays[name][index].astype(np.float32)
            return torch.from_numpy(array)[None] / steps

        return {
            "intensity": tensor("intensity", 255),
            "valid": tensor("valid", 1),
            "distance": tensor("distance", _DISTANCE_STEPS),
            "zones": tensor("zones", 1),
        }


def sample_of(scene, label, channels):
    """Network input x and what the losses need."""
    valid = scene["valid"]
    if label["kind"] == "distance":
        half = label["halfWidthPx"]
        target, distance = scene["distance"] <= half, (scene["distance"] - half).clamp(min=0)
    else:
        target, distance = scene["distance"] < 0.5, scene["distance"]
    layers = {"intensity": scene["intensity"] * valid, "valid": valid}
    return {
        "x": torch.cat([layers[name] for name in channels]),
        "target": (target & (valid > 0)).float(),
        "distance": distance,
        "zones": scene["zones"],
        "known": valid > 0,
    }


def generator_of(seed, epoch, position):
    # A generator takes 64 bits; a date as a seed would need more.
    return torch.Generator().manual_seed(((seed * _STRIDE + epoch) * _STRIDE + position) % (1 << 63))


def epochs_of(config):
    """The phase of every epoch."""
    return [phase for phase in config["phases"] for _ in range(phase["epochs"])]


class AugmentedScenes(torch.utils.data.Dataset):
    """Keys are (epoch, position in the epoch, scene index)."""

    def __init__(self, scenes, config):
        self.scenes, self.config = scenes, config
        self.train = scenes.indices("train")
        self.phases = epochs_of(config)

    def __getitem__(self, key):
        epoch, position, index = key
        phase, options = self.phases[epoch], self.config["augmentation"]
        generator = generator_of(self.config["seed"], epoch, position)
        other = None
        if options["oceanMixShare"]:
            partner = self.train[int(torch.randint(len(self.train), (), generator=generator))]
            other = self.scenes.scene(partner)["intensity"]
        scene = augment(self.scenes.scene(index), phase["sizePx"], phase["zoom"], options, generator, other)
        return {
            **sample_of(scene, self.config["label"], self.config["preprocessing"]["channels"]),
            "index": index,
        }


class BatchKeys:
    """Batches of keys of one epoch from a given step on; process `rank` of `world` takes every world-th of each batch."""

    def __init__(self, train, config, rank=0, world=1):
        self.train, self.batch, self.seed = train, config["batch"], config["seed"]
        self.rank, self.world = rank, world
        self.epoch, self.first_step = 0, 0
        self.steps = len(train) // self.batch
        if self.steps == 0:
            raise DataError(f"{len(train)} training scenes do not fill a batch of {self.batch}.")
        if self.batch < world:
            raise DataError(f"A batch of {self.batch} cannot be shared by {world} processes: raise batch.")

    def __iter__(self):
        order = torch.randperm(len(self.train), generator=generator_of(self.seed, self.epoch, _STRIDE - 1)).tolist()
        for step in range(self.first_step, self.steps):
            positions = range(step * self.batch + self.rank, (step + 1) * self.batch, self.world)
            yield [(self.epoch, position, self.train[order[position]]) for position in positions]

    def __len__(self):
        return self.steps - self.first_step
