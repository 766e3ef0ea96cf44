"""What a run on pairs of SAR and optical pictures learns and is judged by (networks.md 2.4)."""

import torch
from pairs import Pairs, PairSamples
from pretext import MASKED_NODE, error_sums, loss_of_sums, mask_tokens


class PretextTask:
    """`config["pretext"]`: optTranslator or optSimMim. See front_task.py for what the trainer asks for."""

    def __init__(self, folder, config, processes):
        self.config, self.processes = config, processes
        pairs = Pairs(folder)
        self.names = pairs.names
        self.data = PairSamples(pairs, config)
        self.is_judged = bool(self.data.tiles)

    @staticmethod
    def run(model, batch):
        if "masked" not in batch:
            return model(batch["x"])
        return model(batch["x"], {MASKED_NODE: lambda tokens: mask_tokens(tokens, batch["masked"])})

    def loss(self, outputs, batch):
        return loss_of_sums(self.processes.add_up(error_sums(outputs, batch))), {}

    @torch.no_grad()
    def judge(self, net):
        """The loss over all tiles of the validation rows."""
        device = self.processes.device
        sums = torch.zeros(2, dtype=torch.float64, device=device)
        tiles = range(0, len(self.data.tiles), self.config["evaluateStep"])
        for tile in tiles[self.processes.rank :: self.processes.world]:
            sample = self.data.validation(tile)
            batch = {name: value[None].to(device) for name, value in sample.items() if name != "index"}
            sums += error_sums(self.run(net, batch), batch)
        sums = self.processes.total(sums)
        return {"validation": {"loss": round(float(loss_of_sums(sums)), 5)} if sums[1] else None}

    @staticmethod
    def monitored(figures):
        return -figures["loss"]
