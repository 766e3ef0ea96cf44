"""Trains a network graph on prepared arrays. Started by `npm run train` and `npm run pretrain`, or by torchrun."""

import argparse
import json
import os
import signal
import sys

import torch

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from checkpoint import CheckpointError  # noqa: E402
from front_task import FrontTask  # noqa: E402
from pretext_task import PretextTask  # noqa: E402
from processes import Processes  # noqa: E402
from scenes import DataError  # noqa: E402
from trainer import Trainer, TrainingError  # noqa: E402

STOPPED = 3


def read_json(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graph", required=True, help="graph.json, written by src/models")
    parser.add_argument("--data", required=True, help="folder of prepared arrays")
    parser.add_argument("--config", required=True, help="training configuration")
    parser.add_argument("--out", required=True, help="run folder")
    parser.add_argument("--resume", action="store_true", help="goes on from the run folder's checkpoint")
    parser.add_argument("--start-from", help="safetensors of another run of the same network")
    parser.add_argument("--cpu", action="store_true", help="leaves a CUDA device alone")
    arguments = parser.parse_args()
    processes = Processes(arguments.cpu)
    try:
        config = read_json(arguments.config)
        task = (PretextTask if "pretext" in config else FrontTask)(arguments.data, config, processes)
        trainer = Trainer(read_json(arguments.graph), config, task, arguments.out, processes)
        begin(trainer, arguments)
        is_complete = trainer.run()
    except (CheckpointError, DataError, TrainingError) as error:
        sys.exit(f"\n{error}")
    except OSError as error:
        where, what = error.filename or arguments.out, error.strerror or error
        sys.exit(f"\n{where}: {what}. The last checkpoint is intact.")
    finally:
        processes.close()
    if not is_complete:
        trainer.say(f"\nStopped in epoch {trainer.place['epoch'] + 1}; --resume goes on there.")
        sys.exit(STOPPED)


def begin(trainer, arguments):
    if arguments.resume:
        trainer.restore()
    is_new = trainer.place["epoch"] == 0 and trainer.place["step"] == 0
    if is_new and arguments.start_from:
        if os.path.samefile(os.path.dirname(os.path.abspath(arguments.start_from)), arguments.out):
            raise TrainingError(f"{arguments.start_from} lies in the run folder, which a new run empties: name another --out.")
        unused, fresh = trainer.start_from(arguments.start_from)
        trainer.say(f"Layers of {arguments.start_from} left out: {', '.join(unused) or 'none'}.")
        trainer.say(f"Layers that start afresh: {', '.join(fresh) or 'none'}.")
    # Last, so that a run that cannot begin leaves what is there.
    if is_new and trainer.processes.is_first:
        trainer.clear()

    def stop(_signal, _frame):
        trainer.stop = True
        # A second signal ends the program at once; but PyTorch's launcher passes on a first one that was heard already.
        if trainer.processes.world == 1:
            signal.signal(signal.SIGINT, signal.SIG_DFL)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)


if __name__ == "__main__":
    main()
