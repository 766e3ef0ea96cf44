"""Trains a network graph on prepared arrays. Started by `npm run train`; every path and setting comes from there."""

import argparse
import copy
import json
import math
import os
import signal
import sys
import time

import numpy as np
import torch

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from augment import augment, label  # noqa: E402
from graph_net import GraphNet  # noqa: E402
from losses import dice_coefficient, loss_function  # noqa: E402
from safetensors_io import write_safetensors  # noqa: E402

_DISTANCE_STEPS = 64


class Scenes:
    """Memory-mapped arrays of prepareDataset.ts."""

    def __init__(self, folder):
        self.intensity = np.load(os.path.join(folder, "intensity.npy"), mmap_mode="r")
        self.valid = np.load(os.path.join(folder, "valid.npy"), mmap_mode="r")
        self.distance = np.load(os.path.join(folder, "distance.npy"), mmap_mode="r")
        with open(os.path.join(folder, "scenes.json"), encoding="utf-8") as file:
            facts = json.load(file)
        self.names = [scene["name"] for scene in facts["scenes"]]
        self.split = facts["split"]

    def indices(self, part):
        position = {name: i for i, name in enumerate(self.names)}
        return [position[name] for name in self.split[part]]

    def batch(self, indices):
        def tensor(array, scale):
            return torch.from_numpy(array[indices].astype(np.float32))[:, None] / scale

        return tensor(self.intensity, 255), tensor(self.valid, 1), tensor(self.distance, _DISTANCE_STEPS)


def cyclic_rate(config, iteration, iterations_per_epoch):
    """Triangular cyclic learning rate (Smith 2017); networks.md 1.9."""
    rate = config["learningRate"]
    half = max(1, int(rate["halfCycleEpochs"] * iterations_per_epoch))
    cycle = math.floor(1 + iteration / (2 * half))
    x = abs(iteration / half - 2 * cycle + 1)
    peak = rate["max"]
    return rate["base"] + (peak - rate["base"]) * max(0.0, 1 - x)


def learning_rate(config, iteration, iterations_per_epoch, total):
    rate = config["learningRate"]
    if rate["kind"] == "cyclic":
        return cyclic_rate(config, iteration, iterations_per_epoch)
    warm = min(1.0, (iteration + 1) / rate["warmUpIterations"])
    return warm * (rate["base"] + (rate["max"] - rate["base"]) * 0.5 * (1 + math.cos(math.pi * iteration / total)))


class Trainer:
    def __init__(self, arguments):
        with open(arguments.config, encoding="utf-8") as file:
            self.config = json.load(file)
        with open(arguments.graph, encoding="utf-8") as file:
            self.graph = json.load(file)
        self.out = arguments.out
        self.device = torch.device("cuda" if torch.cuda.is_available() and not arguments.cpu else "cpu")
        self.scenes = Scenes(arguments.data)
        self.train_indices = self.scenes.indices("train")
        torch.manual_seed(self.config["seed"])
        self.net = GraphNet(self.graph)
        self.net.initialise(self.config["outputPrior"])
        self.net.to(self.device, memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.net).eval()
        self.optimiser = torch.optim.Adam(self.net.parameters(), lr=self.config["learningRate"]["base"])
        self.loss = loss_function(self.config)
        self.generator = torch.Generator().manual_seed(self.config["seed"])
        self.epoch, self.iteration, self.best, self.best_epoch = 0, 0, -1.0, 0
        self.stop = False
        self.phases = [phase for phase in self.config["phases"] for _ in range(phase["epochs"])]
        checkpoint = os.path.join(self.out, "checkpoint.pt")
        if not arguments.resume:
            self.clear()
        elif os.path.exists(checkpoint):
            self.restore(torch.load(checkpoint, map_location="cpu"))

    def clear(self):
        """A new run leaves nothing of an older one in its folder."""
        for name in ("checkpoint.pt", "log.jsonl", "best.safetensors", "last.safetensors"):
            path = os.path.join(self.out, name)
            if os.path.exists(path):
                os.remove(path)

    def restore(self, state):
        self.net.load_state_dict(state["net"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.generator.set_state(state["generator"])
        self.epoch, self.iteration = state["epoch"], state["iteration"]
        self.best, self.best_epoch = state["best"], state["best_epoch"]

    def save(self):
        path = os.path.join(self.out, "checkpoint.pt")
        torch.save(
            {
                "net": self.net.state_dict(),
                "average": self.average.state_dict(),
                "optimiser": self.optimiser.state_dict(),
                "generator": self.generator.get_state(),
                "epoch": self.epoch,
                "iteration": self.iteration,
                "best": self.best,
                "best_epoch": self.best_epoch,
            },
            f"{path}.partial",
        )
        os.replace(f"{path}.partial", path)
        write_safetensors(os.path.join(self.out, "last.safetensors"), self.average.weights())

    def log(self, record):
        line = json.dumps(record)
        print(line, flush=True)
        with open(os.path.join(self.out, "log.jsonl"), "a", encoding="utf-8") as file:
            file.write(line + "\n")

    def run(self):
        per_epoch = len(self.train_indices) // self.config["batch"]
        total = per_epoch * len(self.phases)
        while self.epoch < len(self.phases) and not self.stop:
            started = time.time()
            losses = self.train_epoch(self.phases[self.epoch], per_epoch, total)
            self.epoch += 1
            record = {
                "epoch": self.epoch,
                "of": len(self.phases),
                "loss": round(float(np.mean(losses)), 5),
                "learningRate": self.optimiser.param_groups[0]["lr"],
                "seconds": round(time.time() - started, 1),
            }
            if self.epoch % self.config["evaluateEvery"] == 0 or self.epoch == len(self.phases):
                record.update(self.evaluate())
            self.log(record)
            # The unseen glacier is watched, never chosen by.
            if record.get("otherDatesDice", -1) > self.best:
                self.best, self.best_epoch = record["otherDatesDice"], self.epoch
                metadata = {"epoch": self.epoch}
                path = os.path.join(self.out, "best.safetensors")
                write_safetensors(path, self.average.weights(), metadata)
            if self.epoch in self.config["keepEpochs"]:
                path = os.path.join(self.out, f"epoch{self.epoch}.safetensors")
                write_safetensors(path, self.average.weights())
            self.save()

    def train_epoch(self, phase, per_epoch, total):
        self.net.train()
        order = torch.randperm(len(self.train_indices), generator=self.generator).tolist()
        losses = []
        for start in range(0, per_epoch * self.config["batch"], self.config["batch"]):
            chosen = [self.train_indices[i] for i in order[start : start + self.config["batch"]]]
            options = {**self.config["augmentation"], "zoom": phase["zoom"]}
            x, target, distance = augment(self.scenes.batch(chosen), phase["sizePx"], options, self.generator)
            losses.append(self.step(x, target, distance, per_epoch, total))
            if not math.isfinite(losses[-1]):
                names = ", ".join(self.scenes.names[i] for i in chosen)
                sys.exit(f"The loss is not finite in epoch {self.epoch + 1} on: {names}. The last checkpoint is intact.")
        return losses

    def step(self, x, target, distance, per_epoch, total):
        rate = learning_rate(self.config, self.iteration, per_epoch, total)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        x = x.to(self.device, memory_format=torch.channels_last)
        probability = self.net(x)["probability"]
        loss = self.loss(probability, target.to(self.device), distance.to(self.device))
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), self.config["clipNorm"])
        self.optimiser.step()
        self.iteration += 1
        self.update_average()
        return float(loss.detach())

    @torch.no_grad()
    def update_average(self):
        decay = min(self.config["averageDecay"], (1 + self.iteration) / (10 + self.iteration))
        own = self.net.state_dict()
        for name, value in self.average.state_dict().items():
            if value.dtype.is_floating_point:
                value.lerp_(own[name], 1 - decay)
            else:
                value.copy_(own[name])

    @torch.no_grad()
    def evaluate(self):
        """Soft Dice and the best thresholded Dice of the averaged weights on whole scenes kept apart."""
        figures = {}
        thresholds = np.arange(0.1, 0.9, 0.1)
        for part in ("otherDates", "unseenGlacier"):
            indices = self.scenes.indices(part)[:: self.config["evaluateStep"]]
            hard = np.zeros(len(thresholds))
            soft = 0.0
            for i in indices:
                intensity, valid, distance = self.scenes.batch([i])
                target, _ = label(distance, valid, self.config["augmentation"])
                p = self.average(torch.cat([intensity * valid, valid], 1).to(self.device))["probability"].cpu()
                soft += float(dice_coefficient(p, target))
                hard += [float(dice_coefficient((p > t).float(), target)) for t in thresholds]
            if indices:
                figures[f"{part}SoftDice"] = round(soft / len(indices), 4)
                figures[f"{part}Dice"] = round(float(hard.max()) / len(indices), 4)
                figures[f"{part}Threshold"] = round(float(thresholds[hard.argmax()]), 2)
        return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graph", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--config", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--cpu", action="store_true")
    trainer = Trainer(parser.parse_args())

    def stop(_signal, _frame):
        trainer.stop = True
        print("Stopping after this epoch; the checkpoint is kept.", flush=True)

    signal.signal(signal.SIGINT, stop)
    torch.set_num_threads(os.cpu_count() or 1)
    trainer.run()


if __name__ == "__main__":
    main()
