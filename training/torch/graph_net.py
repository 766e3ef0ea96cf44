"""Runs a network graph (graph.json, written by src/models) as a PyTorch module."""

import torch
from torch import nn
from torch.nn import functional as F
from window_attention import WindowAttention


class SameConv(nn.Conv2d):
    """Convolution with TensorFlow's "same" padding: the odd cell goes to the bottom and right."""

    def __init__(self, inputs, filters, kernel, stride, bias=True):
        total = max(kernel - stride, 0)
        self.before, self.after = total // 2, total - total // 2
        symmetric = self.before == self.after
        super().__init__(inputs, filters, kernel, stride, padding=self.before if symmetric else 0, bias=bias)
        self.symmetric = symmetric

    def forward(self, x):
        if not self.symmetric:
            x = F.pad(x, (self.before, self.after, self.before, self.after))
        return super().forward(x)


class SameConvTranspose(nn.ConvTranspose2d):
    """Stride 2, output twice the input: one cell cropped before, kernel - 3 after, as TensorFlow's "same"."""

    def __init__(self, inputs, filters, kernel):
        super().__init__(inputs, filters, kernel, 2, padding=1)

    def forward(self, x):
        height, width = x.shape[2] * 2, x.shape[3] * 2
        return super().forward(x)[:, :, :height, :width]


class ChannelNorm(nn.LayerNorm):
    """Layer norm over the channels of each pixel; free of copies in PyTorch's channels-last layout."""

    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class MapAttention(WindowAttention):
    """The same on maps, [N, C, H, W]."""

    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class ScaleShift(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x):
        return x * self.weight[:, None, None] + self.bias[:, None, None]


class GraphNet(nn.Module):
    """`forward` takes [N, C, H, W] and returns a dict of the graph's outputs, [N, c, h, w] each.

    State-dict names are the graph's weight names: node id, dot, part.
    """

    def __init__(self, graph):
        super().__init__()
        self.graph = graph
        channels = {}
        for node in graph["nodes"]:
            op, node_id = node["op"], node["id"]
            inputs = [channels[name] for name in node["inputs"]]
            channels[node_id] = inputs[0] if inputs else node["shape"][2]
            if op == "conv2d":
                bias = node.get("bias", True)
                self.add_module(node_id, SameConv(inputs[0], node["filters"], node["kernel"], node["stride"], bias))
                channels[node_id] = node["filters"]
            elif op == "convTranspose2d":
                self.add_module(node_id, SameConvTranspose(inputs[0], node["filters"], node["kernel"]))
                channels[node_id] = node["filters"]
            elif op == "batchNorm":
                self.add_module(node_id, nn.BatchNorm2d(inputs[0], node["epsilon"], 1 - node["momentum"]))
            elif op == "layerNorm":
                self.add_module(node_id, ChannelNorm(inputs[0], node["epsilon"]))
            elif op == "groupNorm":
                self.add_module(node_id, nn.GroupNorm(node["groups"], inputs[0], node["epsilon"]))
            elif op == "windowAttention":
                attention = MapAttention(inputs[0], node["heads"], node["windowPx"], node["shiftPx"])
                self.add_module(node_id, attention)
            elif op == "dropout":
                self.add_module(node_id, nn.Dropout(node["rate01"]))
            elif op == "spaceToDepth2x2":
                channels[node_id] = inputs[0] * 4
            elif op == "scaleShift":
                self.add_module(node_id, ScaleShift(inputs[0]))
            elif op == "concat":
                channels[node_id] = sum(inputs)
        self.last_use = {name: i for i, node in enumerate(graph["nodes"]) for name in node["inputs"]}
        # Attention maps are outputs too, but feed the network.
        self.ends = {node["id"] for node in graph["nodes"]} - set(self.last_use)
        for node_id in graph["outputs"].values():
            self.last_use[node_id] = len(graph["nodes"])

    @property
    def has_dropout(self):
        return any(node["op"] == "dropout" for node in self.graph["nodes"])

    @property
    def is_transformer(self):
        return any(node["op"] == "windowAttention" for node in self.graph["nodes"])

    def initialise(self, prior):
        """He-normal kernels, zero biases; the primary output's bias is the logit of the class prior.

        A Transformer keeps PyTorch's own start for its decoder, as its authors do; linear layers are normal with 0.02.
        """
        if self.is_transformer:
            for module in self.modules():
                is_linear = isinstance(module, SameConv) and module.kernel_size == (1, 1)
                if isinstance(module, nn.Linear) or is_linear:
                    nn.init.trunc_normal_(module.weight, std=0.02)
                    if module.bias is not None:
                        nn.init.zeros_(module.bias)
            return
        for module in self.modules():
            if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
                nn.init.kaiming_normal_(module.weight, a=0.1, mode="fan_in")
                if isinstance(module, nn.ConvTranspose2d):
                    fan_in = module.in_channels * module.kernel_size[0] ** 2 / 4
                    nn.init.normal_(module.weight, std=fan_in**-0.5)
                nn.init.zeros_(module.bias)
        nodes = {node["id"]: node for node in self.graph["nodes"]}
        activation = nodes[self.graph["outputs"][self.graph["primaryOutput"]]]
        head = getattr(self, activation["inputs"][0])
        nn.init.normal_(head.weight, std=0.01)
        nn.init.constant_(head.bias, float(torch.logit(torch.tensor(prior))))

    def forward(self, x, changes=None):
        """`changes`: node id to what is made of the node's value before others read it."""
        values = {}
        for i, node in enumerate(self.graph["nodes"]):
            inputs = [values[name] for name in node["inputs"]]
            value = self._run(node, inputs) if inputs else x
            values[node["id"]] = changes[node["id"]](value) if changes and node["id"] in changes else value
            for name in set(node["inputs"]):
                if self.last_use[name] == i:
                    del values[name]
        return {name: values[node_id] for name, node_id in self.graph["outputs"].items()}

    def _run(self, node, inputs):
        op = node["op"]
        if hasattr(self, node["id"]):
            return getattr(self, node["id"])(inputs[0])
        if op == "activation":
            if node["fn"] == "softmax":
                return torch.softmax(inputs[0].float(), 1)
            if node["fn"] in ("gelu", "swish"):
                return F.gelu(inputs[0]) if node["fn"] == "gelu" else F.silu(inputs[0])
            if node["fn"] == "leakyRelu":
                return F.leaky_relu(inputs[0], node["slope"])
            if node["fn"] == "relu":
                return torch.relu(inputs[0])
            # In bfloat16 a probability above 0.998 is 1, which no loss can mend.
            return torch.sigmoid(inputs[0].float() if node["id"] in self.ends else inputs[0])
        if op == "maxPool2x2":
            return F.max_pool2d(inputs[0], 2)
        if op == "upsampleBilinear2x":
            return F.interpolate(inputs[0], scale_factor=2, mode="bilinear", align_corners=False)
        if op == "upsampleNearest2x":
            return F.interpolate(inputs[0], scale_factor=2, mode="nearest")
        if op == "spaceToDepth2x2":
            x = inputs[0]
            return torch.cat([x[:, :, row::2, col::2] for row, col in ((0, 0), (1, 0), (0, 1), (1, 1))], 1)
        if op == "concat":
            return torch.cat(inputs, 1)
        if op == "add":
            return inputs[0] + inputs[1]
        if op == "multiply":
            return inputs[0] * inputs[1]
        raise ValueError(f"unknown node type {op}")

    def weights(self):
        """Numpy arrays under the graph's weight names (PyTorch's own bookkeeping left out)."""
        return {
            name: tensor.detach().cpu().contiguous().numpy()
            for name, tensor in self.state_dict().items()
            if not name.endswith("num_batches_tracked")
        }

    def load_weights(self, arrays):
        own = self.state_dict()
        for name, array in arrays.items():
            own[name].copy_(torch.tensor(array, dtype=own[name].dtype))
