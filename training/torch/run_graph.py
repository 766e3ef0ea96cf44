"""Runs a graph once: FOLDER/graph.json, weights.safetensors, input.safetensors -> FOLDER/outputs.safetensors."""

import json
import os
import sys

import torch

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from graph_net import GraphNet  # noqa: E402
from safetensors_io import read_safetensors, write_safetensors  # noqa: E402


def main(folder):
    with open(os.path.join(folder, "graph.json"), encoding="utf-8") as file:
        net = GraphNet(json.load(file)).eval()
    with torch.no_grad():
        net.load_weights(read_safetensors(os.path.join(folder, "weights.safetensors")))
        x = read_safetensors(os.path.join(folder, "input.safetensors"))["input"]
        outputs = net(torch.tensor(x).permute(2, 0, 1)[None])
    arrays = {name: value[0].permute(1, 2, 0).contiguous().numpy() for name, value in outputs.items()}
    write_safetensors(os.path.join(folder, "outputs.safetensors"), arrays)


if __name__ == "__main__":
    main(sys.argv[1])
