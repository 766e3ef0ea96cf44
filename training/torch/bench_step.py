"""Steps a second of the trainer's own loop, augmentation and all, against bare steps on tensors that lie ready.

Prints JSON: seconds a step of each, and of bare steps with the other memory layout.
"""

import argparse
import json
import os
import sys
import time

import torch

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from front_task import FrontTask  # noqa: E402
from processes import Processes  # noqa: E402
from train import read_json  # noqa: E402
from trainer import Trainer  # noqa: E402


def bare_step(trainer, batch, layout):
    x = batch["x"].to(memory_format=layout)
    with torch.autocast(x.device.type, torch.bfloat16, enabled=trainer.config["precision"] == "bfloat16"):
        outputs = trainer.net(x)
    loss, _ = trainer.task.loss(outputs, batch)
    trainer.optimiser.zero_grad(set_to_none=True)
    loss.backward()
    trainer.optimiser.step()
    return float(loss.detach())


def seconds(work):
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("graph", "data", "config", "out"):
        parser.add_argument(f"--{name}", required=True)
    arguments = parser.parse_args()
    processes = Processes(use_cpu=False)
    config = read_json(arguments.config)
    task = FrontTask(arguments.data, config, processes)
    trainer = Trainer(read_json(arguments.graph), config, task, arguments.out, processes)
    batches = iter(trainer.loader())
    ready = {name: value.to(processes.device) for name, value in next(batches).items()}
    layouts = {"contiguous": torch.contiguous_format, "channelsLast": torch.channels_last}
    times = {name: [] for name in ("trainer", *layouts)}
    # In turn, so that a busy machine slows all of them alike. The trainer's step makes or awaits its batch.
    for _ in range(len(trainer.keys) - 1):
        times["trainer"].append(seconds(lambda: trainer.step(trainer.net, next(batches))))
        for name, layout in layouts.items():
            times[name].append(seconds(lambda layout=layout: bare_step(trainer, ready, layout)))
    medians = {name: sorted(values[1:])[len(values[1:]) // 2] for name, values in times.items()}
    print(json.dumps({**medians, "device": str(processes.device), "threads": torch.get_num_threads()}))


if __name__ == "__main__":
    main()
