"""Checkpoints that appear whole or not at all, and that know which network and settings they belong to."""

import hashlib
import io
import json
import os

import torch

# Settings that change no epoch's weights, only how and how long; training/prepareRun.ts has the same.
_FREE_ON_RESUME = ("workers", "checkpointSteps", "patienceEpochs")


class CheckpointError(Exception):
    """A sentence about a checkpoint that cannot be written or used."""


def fingerprint(value):
    """Of plain data, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def write_checkpoint(path, state):
    buffer = io.BytesIO()
    torch.save(state, buffer)
    try:
        with open(f"{path}.partial", "wb") as file:
            file.write(buffer.getbuffer())
            file.flush()
            os.fsync(file.fileno())
        os.replace(f"{path}.partial", path)
    except OSError as error:
        if os.path.exists(f"{path}.partial"):
            os.remove(f"{path}.partial")
        raise CheckpointError(f"{path} cannot be written ({error.strerror}). The checkpoint before is intact.") from error


def read_checkpoint(path, graph, config):
    """Refuses a checkpoint of another network or of other settings, naming the settings that differ."""
    try:
        # Tensors and plain values only: a checkpoint is no place for code.
        state = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:
        raise CheckpointError(f"{path} cannot be read: start anew without --resume ({error}).") from error
    if state.get("graph") != fingerprint(graph):
        raise CheckpointError(f"{path} is of another network than graph.json: train into another folder.")
    wanted = fingerprints({name: value for name, value in config.items() if name not in _FREE_ON_RESUME})
    differing = sorted(name for name, value in wanted.items() if state["config"].get(name) != value)
    if differing:
        fields = ", ".join(differing)
        raise CheckpointError(f"{path} was trained with another {fields}: restore the setting, or train anew.")
    return state


def fingerprints(config):
    return {name: fingerprint(value) for name, value in config.items()}
