"""Window attention of Swin V2 (Liu et al. 2022; networks.md 2.1). Tensors are [N, H, W, C]."""

import math

import torch
from torch import nn
from torch.nn import functional as F

_HIDDEN = 512
_LOG_BASE = 8
_MOST_BIAS = 16
_MOST_SCALE = 100
_APART = -100.0


class WindowAttention(nn.Module):
    def __init__(self, channels, side, heads, window, shift):
        super().__init__()
        self.heads, self.window, self.shift = heads, window, shift
        self.qkv = nn.Linear(channels, 3 * channels, bias=False)
        self.q_bias = nn.Parameter(torch.zeros(channels))
        self.v_bias = nn.Parameter(torch.zeros(channels))
        self.logit_scale = nn.Parameter(torch.full((heads, 1, 1), math.log(10)))
        self.proj = nn.Linear(channels, channels)
        # The names of the authors' checkpoints.
        self.cpb_mlp = nn.Sequential(nn.Linear(2, _HIDDEN), nn.ReLU(), nn.Linear(_HIDDEN, heads, bias=False))
        offsets = torch.arange(1 - window, window, dtype=torch.float32) * _LOG_BASE / max(1, window - 1)
        spaced = torch.sign(offsets) * torch.log2(offsets.abs() + 1) / math.log2(_LOG_BASE)
        table = torch.stack(torch.meshgrid(spaced, spaced, indexing="ij"), -1)
        self.register_buffer("offsets", table.reshape(-1, 2), persistent=False)
        self.register_buffer("index", _offset_index(window), persistent=False)
        self.register_buffer("mask", _shift_mask(side, window, shift) if shift else None, persistent=False)

    def forward(self, x):
        n, height, width, channels = x.shape
        window, tokens = self.window, self.window**2
        down, across = height // window, width // window
        if self.shift:
            x = torch.roll(x, (-self.shift, -self.shift), (1, 2))
        x = x.reshape(n, down, window, across, window, channels).transpose(2, 3).reshape(-1, tokens, channels)
        bias = torch.cat([self.q_bias, torch.zeros_like(self.v_bias), self.v_bias])
        qkv = F.linear(x, self.qkv.weight, bias).reshape(-1, tokens, 3, self.heads, channels // self.heads)
        query, key, value = qkv.permute(2, 0, 3, 1, 4)
        scale = self.logit_scale.clamp(max=math.log(_MOST_SCALE)).exp()
        logits = (F.normalize(query, dim=-1) * scale) @ F.normalize(key, dim=-1).transpose(-2, -1)
        logits = logits + self.position_bias()
        if self.mask is not None:
            apart = self.mask[:, None].to(logits.dtype)
            logits = (logits.reshape(n, -1, *logits.shape[1:]) + apart).reshape(logits.shape)
        x = (logits.softmax(-1) @ value).transpose(1, 2).reshape(-1, tokens, channels)
        x = self.proj(x).reshape(n, down, across, window, window, channels).transpose(2, 3)
        x = x.reshape(n, height, width, channels)
        return torch.roll(x, (self.shift, self.shift), (1, 2)) if self.shift else x

    def position_bias(self):
        """[heads, query, key]"""
        table = _MOST_BIAS * torch.sigmoid(self.cpb_mlp(self.offsets))
        tokens = self.window**2
        return table[self.index].reshape(tokens, tokens, self.heads).permute(2, 0, 1)


def _offset_index(window):
    """Row of the table for every pair of pixels: query - key."""
    row, col = torch.meshgrid(torch.arange(window), torch.arange(window), indexing="ij")
    row, col = row.flatten(), col.flatten()
    down = row[:, None] - row[None] + window - 1
    right = col[:, None] - col[None] + window - 1
    return (down * (2 * window - 1) + right).flatten()


def _shift_mask(side, window, shift):
    """[windows, query, key]: -100 for pixels that only the roll made neighbours."""
    at = torch.arange(side)
    strip = (at >= side - window).long() + (at >= side - shift).long()
    region = 3 * strip[:, None] + strip[None]
    count = side // window
    region = region.reshape(count, window, count, window).transpose(1, 2).reshape(-1, window**2)
    return (region[:, :, None] != region[:, None]).float() * _APART
