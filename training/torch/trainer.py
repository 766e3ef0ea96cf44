"""The optimisation loop: a run that is stopped anywhere goes on as if it never had been."""

import copy
import json
import math
import os
import struct
import sys
import time

import torch
from checkpoint import fingerprint, fingerprints, read_checkpoint, write_checkpoint
from graph_net import GraphNet
from safetensors_io import read_safetensors, write_safetensors
from scenes import BatchKeys
from schedules import PLATEAU_START, after_judging, learning_rate

# Above any number of steps.
_STEP_STRIDE = 1_000_003
_OUTPUTS = ("checkpoint.pt", "log.jsonl", "best.safetensors", "last.safetensors")


class TrainingError(Exception):
    """A sentence about a run that cannot go on."""


class Trainer:
    """What is learned comes from `task` (front_task.py, pretext_task.py).

    Files in `out`: checkpoint.pt, log.jsonl, last.safetensors, best.safetensors, epoch<N>.safetensors.
    """

    def __init__(self, graph, config, task, out, processes):
        self.graph, self.config, self.task, self.out, self.processes = graph, config, task, out, processes
        torch.manual_seed(config["seed"])
        self.net = GraphNet(graph)
        self.net.initialise(config.get("outputPrior"))
        # On a CPU the two layouts are equally fast for U-Nets (npm run bench -- training); a Transformer's norms and
        # attention run over channels.
        is_last = processes.device.type == "cuda" or self.net.is_transformer
        layout = torch.channels_last if is_last else torch.contiguous_format
        self.net.to(processes.device, memory_format=layout)
        self.layout = layout
        self.average = copy.deepcopy(self.net).eval()
        self.optimiser = _optimiser(self.net.parameters(), config)
        self.data = task.data
        self.keys = BatchKeys(self.data.train, config, processes.rank, processes.world)
        self.place = {"epoch": 0, "step": 0, "best": -math.inf, "bestEpoch": 0, "sums": {}, "seconds": 0.0}
        self.place["plateau"] = PLATEAU_START
        self.stop = False

    # -- state ---------------------------------------------------------------------------------------------------

    def clear(self):
        """A new run leaves nothing of an older one in its folder."""
        for name in os.listdir(self.out):
            if name in _OUTPUTS or (name.startswith("epoch") and name.endswith(".safetensors")):
                os.remove(os.path.join(self.out, name))

    def start_from(self, path):
        """Weights of another run. Returns what the file has beyond this network, and the layers that start afresh."""
        try:
            arrays = read_safetensors(path)
        except (ValueError, KeyError, TypeError, struct.error) as error:
            raise TrainingError(f"{path} is not a safetensors file that can be read ({error}).") from error
        own = self.net.state_dict()
        common = [name for name in arrays if name in own]
        wrong = [name for name in common if tuple(arrays[name].shape) != tuple(own[name].shape)]
        if wrong or len(common) < len(arrays) / 2:
            names = ", ".join(wrong[:5]) or f"{len(arrays) - len(common)} of {len(arrays)} weights"
            raise TrainingError(f"{path} is of another network: {names} does not fit graph.json.")
        with torch.no_grad():
            self.net.load_weights({name: arrays[name] for name in common})
        self.average.load_state_dict(self.net.state_dict())

        def layers(names):
            return sorted({name.rsplit(".", 1)[0] for name in names})

        return layers(set(arrays) - set(own)), layers(set(self.net.weights()) - set(arrays))

    def restore(self):
        """Goes back to the checkpoint, where there is one; later lines of the log are dropped."""
        path = os.path.join(self.out, "checkpoint.pt")
        if not os.path.exists(path):
            return
        state = read_checkpoint(path, self.graph, self.config)
        self.net.load_state_dict(state["net"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict({**self.optimiser.state_dict(), "state": state["optimiser"]})
        self.place = {**self.place, **json.loads(state["place"])}
        log = os.path.join(self.out, "log.jsonl")
        if self.processes.is_first and os.path.exists(log):
            with open(log, encoding="utf-8") as file:
                kept = [line for line in file if line.endswith("\n") and json.loads(line)["epoch"] <= self.place["epoch"]]
            with open(f"{log}.partial", "w", encoding="utf-8") as file:
                file.writelines(kept)
            os.replace(f"{log}.partial", log)

    def save(self):
        if not self.processes.is_first:
            return
        state = {
            "graph": fingerprint(self.graph),
            "config": fingerprints(self.config),
            "net": self.net.state_dict(),
            "average": self.average.state_dict(),
            # Loading tensors and nothing else, PyTorch 1.13 refuses floats: they travel as text.
            "optimiser": self.optimiser.state_dict()["state"],
            "place": json.dumps(self.place),
        }
        write_checkpoint(os.path.join(self.out, "checkpoint.pt"), state)

    def write_weights(self, name):
        if self.processes.is_first:
            metadata = {"epoch": self.place["epoch"]}
            write_safetensors(os.path.join(self.out, f"{name}.safetensors"), self.average.weights(), metadata)

    # -- loop ----------------------------------------------------------------------------------------------------

    def run(self):
        """Trains to the end, to the end of patience or until `stop`; True when the run is complete."""
        epochs, patience = len(self.data.phases), self.config["patienceEpochs"]
        model = self.processes.wrap(self.net)
        loader = self.loader()
        while self.place["epoch"] < epochs:
            if patience and self.place["epoch"] - self.place["bestEpoch"] >= patience:
                self.say(f"No better epoch than {self.place['bestEpoch']} for {patience} epochs: training ends.")
                break
            if not self._train_epoch(model, loader):
                self.save()
                return False
            self._end_epoch(epochs)
        return True

    def loader(self):
        workers = self.config["workers"]
        if workers is None:
            workers = min(8, self.processes.cores - 1) if self.processes.device.type == "cuda" else 0
        return torch.utils.data.DataLoader(
            self.data,
            batch_sampler=self.keys,
            num_workers=workers,
            persistent_workers=workers > 0,
            pin_memory=self.processes.device.type == "cuda",
        )

    def _train_epoch(self, model, loader):
        """False when stopped before the epoch's end; the place then says where to go on."""
        self.net.train()
        self.keys.epoch, self.keys.first_step = self.place["epoch"], self.place["step"]
        every = self.config["checkpointSteps"]
        started = time.monotonic()
        for batch in loader:
            self.step(model, batch)
            self.place["step"] += 1
            self.place["seconds"] += time.monotonic() - started
            started = time.monotonic()
            self._progress()
            if self.processes.any(self.stop):
                return False
            if every and self.place["step"] % every == 0:
                self.save()
        return True

    def step(self, model, batch):
        iteration = self.place["epoch"] * self.keys.steps + self.place["step"]
        for group in self.optimiser.param_groups:
            group["lr"] = self._rate(iteration)
        if self.net.has_dropout:
            # What is dropped depends on the step alone, as all chance does: a resumed run goes on alike.
            torch.manual_seed(self.config["seed"] * _STEP_STRIDE + iteration * self.processes.world + self.processes.rank)
        device = self.processes.device
        batch = {name: value.to(device, non_blocking=True) for name, value in batch.items()}
        batch["x"] = batch["x"].to(memory_format=self.layout)
        with torch.autocast(device.type, torch.bfloat16, enabled=self.config["precision"] == "bfloat16"):
            outputs = self.task.run(model, batch)
        loss, terms = self.task.loss(outputs, batch)
        self._require_finite("loss", loss, outputs, batch)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        # Without a limit too, for the norm: a step along a gradient that is not finite would spoil every weight.
        norm = torch.nn.utils.clip_grad_norm_(self.net.parameters(), self.config["clipNorm"] or math.inf)
        self._require_finite("gradient", norm, outputs, batch)
        self.optimiser.step()
        self._update_average(iteration + 1)
        for name, value in {"loss": loss, **terms}.items():
            self.place["sums"][name] = self.place["sums"].get(name, 0.0) + float(value.detach())

    def _rate(self, iteration):
        steps, rate, factor = self.keys.steps, self.config["learningRate"], self.place["plateau"]["factor"]
        return learning_rate(rate, iteration, steps, len(self.data.phases) * steps, factor)

    def _require_finite(self, what, value, outputs, batch):
        """Value: the same in every process. Names the scenes or pictures of whichever process is to blame."""
        if torch.isfinite(value):
            return
        every = torch.ones_like(batch["index"], dtype=torch.bool)
        # Batch norm carries one sample's fault into all outputs: inputs are looked at first.
        for values in (batch["x"], outputs[self.graph["primaryOutput"]], None):
            is_guilty = every if values is None else ~torch.isfinite(values).flatten(1).all(1)
            found = torch.bincount(batch["index"][is_guilty], minlength=len(self.task.names))
            named = self.processes.total(found)
            if named.any():
                break
        names = ", ".join(self.task.names[i] for i in named.nonzero().flatten().tolist())
        where = f"epoch {self.place['epoch'] + 1}, step {self.place['step'] + 1}"
        raise TrainingError(f"The {what} is not finite in {where}, on {names}. The last checkpoint is intact.")

    @torch.no_grad()
    def _update_average(self, iteration):
        decay = self.config["averageDecay"]
        decay = min(decay, (1 + iteration) / (10 + iteration)) if decay else 0.0
        own = self.net.state_dict()
        for name, value in self.average.state_dict().items():
            if value.dtype.is_floating_point and decay:
                value.lerp_(own[name], 1 - decay)
            else:
                value.copy_(own[name])

    def _end_epoch(self, epochs):
        place, config = self.place, self.config
        place["epoch"] += 1
        means = {name: round(value / place["step"], 5) for name, value in place["sums"].items()}
        record = {"epoch": place["epoch"], "of": epochs, **means}
        record["learningRate"] = self._rate(place["epoch"] * self.keys.steps - 1)
        record["seconds"] = round(place["seconds"], 1)
        place.update(step=0, sums={}, seconds=0.0)
        if place["epoch"] % config["evaluateEvery"] == 0 or place["epoch"] == epochs:
            # On a CPU every process keeps batch norm statistics of its own; the first one's are the weights' that stay.
            self.processes.spread(self.average.buffers())
            record.update(self.task.judge(self.average))
        figure = -math.inf
        if record.get("validation"):
            figure = self.task.monitored(record["validation"])
            if config["learningRate"]["kind"] == "plateau":
                place["plateau"] = after_judging(place["plateau"], figure, config["learningRate"])
        # Nothing chooses among epochs without validation: the newest weights are the ones to take.
        if figure > place["best"] or not self.task.is_judged:
            place.update(best=figure, bestEpoch=place["epoch"])
            record["isBest"] = True
            self.write_weights("best")
        if place["epoch"] in config["keepEpochs"]:
            self.write_weights(f"epoch{place['epoch']}")
        self.write_weights("last")
        self._log(record)
        self.save()

    # -- words ---------------------------------------------------------------------------------------------------

    def _log(self, record):
        if not self.processes.is_first:
            return
        line = json.dumps(record)
        print(line, flush=True)
        with open(os.path.join(self.out, "log.jsonl"), "a", encoding="utf-8") as file:
            file.write(line + "\n")

    def say(self, sentence):
        if self.processes.is_first:
            print(sentence, flush=True)

    def _progress(self):
        """One line that is written over, where a person looks on."""
        if not (self.processes.is_first and sys.stderr.isatty()):
            return
        place, steps = self.place, self.keys.steps
        per_step = place["seconds"] / place["step"]
        sizes = [phase["sizePx"] for phase in self.data.phases[place["epoch"] :]]
        # Time goes with the number of pixels; phases differ in size.
        left = sum((size / sizes[0]) ** 2 for size in sizes) * steps - place["step"]
        minutes = left * per_step / 60
        text = f"epoch {place['epoch'] + 1}/{len(self.data.phases)}  step {place['step']}/{steps}"
        loss = place["sums"]["loss"] / place["step"]
        end = "\n" if place["step"] == steps else ""
        sys.stderr.write(f"\r{text}  loss {loss:.4f}  {per_step:.2f} s a step  {minutes:.0f} min left {end}")
        sys.stderr.flush()


def _optimiser(parameters, config):
    rate, rule = config["learningRate"]["base"], config.get("optimiser", {"kind": "adam"})
    if rule["kind"] == "adam":
        return torch.optim.Adam(parameters, lr=rate)
    return torch.optim.SGD(parameters, lr=rate, momentum=rule["momentum"], weight_decay=rule["weightDecay"])
