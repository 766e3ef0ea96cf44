"""Figures of the averaged weights on whole scenes kept apart, as far as early stopping needs them."""

import torch
from losses import dice_coefficient, distance_weight, mcc_of_sums
from scenes import sample_of
from zone_losses import ZONES, confusion, intersection_over_union, zone_target

_THRESHOLDS = [i / 20 for i in range(1, 20)]


@torch.no_grad()
def judge(net, scenes, indices, config, processes):
    """Means over scenes: Dice and its weighted form of the probabilities, MCC, and the best Dice at a threshold.

    Of a network that gives zones alone: their mean IoU over all pixels of the scenes.
    """
    if "probability" not in net.graph["outputs"]:
        return _judge_zones(net, scenes, indices, config, processes)
    w = config["monitor"]["w"]
    sums = torch.zeros(4 + len(_THRESHOLDS), dtype=torch.float64)
    for index in indices[processes.rank :: processes.world]:
        sample = sample_of(scenes.scene(index), config["label"], config["preprocessing"]["channels"])
        x, y = sample["x"][None].to(processes.device), sample["target"][None]
        # Where there is no data there is nothing to judge (training/evaluateRun.ts counts alike).
        p = net(x)["probability"].float().cpu() * sample["known"][None]
        weighted = p * distance_weight(sample["distance"][None], y, w)
        mcc = mcc_of_sums((p * y).sum(), p.sum(), y.sum(), sample["known"].sum())
        hard = [dice_coefficient((p > threshold).float(), y) for threshold in _THRESHOLDS]
        values = [torch.ones(1), dice_coefficient(p, y), dice_coefficient(weighted, y), mcc[None], *hard]
        sums += torch.cat(values).double()
    count, *sums = processes.total(sums.to(processes.device)).tolist()
    if not count:
        return None
    dice, weighted_dice, mcc, *hard = [value / count for value in sums]
    best = max(hard)
    figures = {"softDice": dice, "weightedDice": weighted_dice, "mcc": mcc, "dice": best}
    return {**{name: round(value, 5) for name, value in figures.items()}, "threshold": _THRESHOLDS[hard.index(best)]}


def _judge_zones(net, scenes, indices, config, processes):
    counts = torch.zeros(ZONES, ZONES, dtype=torch.float64)
    for index in indices[processes.rank :: processes.world]:
        sample = sample_of(scenes.scene(index), config["label"], config["preprocessing"]["channels"])
        zones = net(sample["x"][None].to(processes.device))["zones"].float().cpu()
        batch = {name: sample[name][None] for name in ("zones", "known", "target")}
        counts += confusion(zones, *zone_target(batch, ZONES))
    counts = processes.total(counts.to(processes.device)).cpu()
    return {"zoneIou": round(intersection_over_union(counts), 5)} if counts.any() else None


def monitored(figures, monitor):
    """The figure that chooses the best epoch."""
    if monitor["metric"] in ("mcc", "zoneIou"):
        return figures[monitor["metric"]]
    if monitor["metric"] == "softDice":
        return figures["weightedDice"] if monitor["w"] else figures["softDice"]
    return figures["dice"]
