"""What a run on labelled scenes learns and is judged by; pretext_task.py is its sibling without labels.

Of a task the trainer asks for: names (of what its samples' `index` counts), data (with `train` and `phases`), is_judged,
run, loss, judge, and monitored, the figure that is to grow.
"""

from judge import judge, monitored
from losses import Loss
from scenes import AugmentedScenes, Scenes


class FrontTask:
    """Fronts, zones or both."""

    def __init__(self, folder, config, processes):
        self.config, self.processes = config, processes
        self.scenes = Scenes(folder)
        self.names = self.scenes.names
        self.data = AugmentedScenes(self.scenes, config)
        self.is_judged = bool(self.scenes.indices("validation"))
        self.loss = Loss(config["loss"], processes.add_up)

    @staticmethod
    def run(model, batch):
        return model(batch["x"])

    def judge(self, net):
        """Figures by part. Test scenes are watched, never chosen by."""
        parts = ("validation", "test") if self.config["watchTest"] else ("validation",)
        return {part: self._judge_part(net, part) for part in parts}

    def _judge_part(self, net, part):
        indices = self.scenes.indices(part)[:: self.config["evaluateStep"]]
        return judge(net, self.scenes, indices, self.config, self.processes)

    def monitored(self, figures):
        return monitored(figures, self.config["monitor"])
