"""Window attention of Swin V2 (Liu et al. 2022; networks.md 2.1). Tensors are [N, H, W, C]."""

import functools
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
    """On a map smaller than a window the window is the map, unshifted: log-spaced offsets carry over to other windows."""

    def __init__(self, channels, heads, window, shift):
        super().__init__()
        self.heads, self.window, self.shift = heads, window, shift
        self.qkv = nn.Linear(channels, 3 * channels, bias=False)
        self.q_bias = nn.Parameter(torch.zeros(channels))
        self.v_bias = nn.Parameter(torch.zeros(channels))
        self.logit_scale = nn.Parameter(torch.full((heads, 1, 1), math.log(10)))
        self.proj = nn.Linear(channels, channels)
        # The names of the authors' checkpoints.
        self.cpb_mlp = nn.Sequential(nn.Linear(2, _HIDDEN), nn.ReLU(), nn.Linear(_HIDDEN, heads, bias=False))

    def forward(self, x):
        n, height, width, channels = x.shape
        window = min(self.window, height, width)
        shift = self.shift if window < min(height, width) else 0
        tokens, down, across = window**2, height // window, width // window
        if shift:
            x = torch.roll(x, (-shift, -shift), (1, 2))
        x = x.reshape(n, down, window, across, window, channels).transpose(2, 3).reshape(-1, tokens, channels)
        bias = torch.cat([self.q_bias, torch.zeros_like(self.v_bias), self.v_bias])
        qkv = F.linear(x, self.qkv.weight, bias).reshape(-1, tokens, 3, self.heads, channels // self.heads)
        query, key, value = qkv.permute(2, 0, 3, 1, 4)
        scale = self.logit_scale.clamp(max=math.log(_MOST_SCALE)).exp()
        logits = (F.normalize(query, dim=-1) * scale) @ F.normalize(key, dim=-1).transpose(-2, -1)
        logits = logits + self.position_bias(window)
        if shift:
            apart = _shift_mask(height, width, window, shift, x.device)[:, None].to(logits.dtype)
            logits = (logits.reshape(n, -1, *logits.shape[1:]) + apart).reshape(logits.shape)
        x = (logits.softmax(-1) @ value).transpose(1, 2).reshape(-1, tokens, channels)
        x = self.proj(x).reshape(n, down, across, window, window, channels).transpose(2, 3)
        x = x.reshape(n, height, width, channels)
        return torch.roll(x, (shift, shift), (1, 2)) if shift else x

    def position_bias(self, window):
        """[heads, query, key]"""
        device = self.logit_scale.device
        table = _MOST_BIAS * torch.sigmoid(self.cpb_mlp(_offsets(window, device)))
        tokens = window**2
        return table[_offset_index(window, device)].reshape(tokens, tokens, self.heads).permute(2, 0, 1)


@functools.lru_cache(maxsize=8)
def _offsets(window, device):
    """[(2 window - 1)^2, 2], log-spaced."""
    offsets = torch.arange(1 - window, window, dtype=torch.float32, device=device) * _LOG_BASE / max(1, window - 1)
    spaced = torch.sign(offsets) * torch.log2(offsets.abs() + 1) / math.log2(_LOG_BASE)
    return torch.stack(torch.meshgrid(spaced, spaced, indexing="ij"), -1).reshape(-1, 2)


@functools.lru_cache(maxsize=8)
def _offset_index(window, device):
    """Row of the table for every pair of pixels: query - key."""
    row, col = torch.meshgrid(torch.arange(window), torch.arange(window), indexing="ij")
    row, col = row.flatten(), col.flatten()
    down = row[:, None] - row[None] + window - 1
    right = col[:, None] - col[None] + window - 1
    return (down * (2 * window - 1) + right).flatten().to(device)


@functools.lru_cache(maxsize=16)
def _shift_mask(height, width, window, shift, device):
    """[windows, query, key]: -100 for pixels that only the roll made neighbours."""

    def strips(length):
        at = torch.arange(length)
        return (at >= length - window).long() + (at >= length - shift).long()

    region = 3 * strips(height)[:, None] + strips(width)[None]
    region = region.reshape(height // window, window, width // window, window).transpose(1, 2).reshape(-1, window**2)
    return ((region[:, :, None] != region[:, None]).float() * _APART).to(device)
