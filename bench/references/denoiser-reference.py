"""The official denoiser's operations, one by one, in Python's torch: what denoiser.bench.ts is compared with.

Prints one JSON line: training images/s, guided evaluations/s (images a second through both branches), peak MB.
"""

import json
import math
import resource
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F


class StandardisedConv(nn.Conv2d):
    def forward(self, x):
        weight = self.weight
        mean = weight.mean(dim=(1, 2, 3), keepdim=True)
        variance = weight.var(dim=(1, 2, 3), unbiased=False, keepdim=True)
        return F.conv2d(x, (weight - mean) * (variance + 1e-5).rsqrt(), self.bias, padding=1)


class Block(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.proj = StandardisedConv(inputs, outputs, 3)
        self.norm = nn.GroupNorm(8, outputs)

    def forward(self, x, scale_shift=None):
        x = self.norm(self.proj(x))
        if scale_shift is not None:
            scale, shift = scale_shift
            x = x * (scale + 1) + shift
        return F.silu(x)


class Residual(nn.Module):
    def __init__(self, inputs, outputs, embedding):
        super().__init__()
        self.mlp = nn.Sequential(nn.SiLU(), nn.Linear(embedding, 2 * outputs))
        self.block1, self.block2 = Block(inputs, outputs), Block(outputs, outputs)
        self.shortcut = nn.Conv2d(inputs, outputs, 1) if inputs != outputs else nn.Identity()

    def forward(self, x, embedding):
        scale_shift = self.mlp(embedding)[:, :, None, None].chunk(2, dim=1)
        return self.block2(self.block1(x, scale_shift)) + self.shortcut(x)


class ChannelNorm(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.g = nn.Parameter(torch.ones(1, channels, 1, 1))

    def forward(self, x):
        variance = torch.var(x, dim=1, unbiased=False, keepdim=True)
        mean = torch.mean(x, dim=1, keepdim=True)
        return (x - mean) * (variance + 1e-5).rsqrt() * self.g


class Attention(nn.Module):
    def __init__(self, channels, linear):
        super().__init__()
        self.linear = linear
        self.norm = ChannelNorm(channels)
        self.to_qkv = nn.Conv2d(channels, 384, 1, bias=False)
        out = nn.Conv2d(128, channels, 1)
        self.to_out = nn.Sequential(out, ChannelNorm(channels)) if linear else out

    def forward(self, x):
        batch, _, height, width = x.shape
        q, k, v = (part.reshape(batch, 4, 32, -1) for part in self.to_qkv(self.norm(x)).chunk(3, dim=1))
        if self.linear:
            q, k, v = q.softmax(dim=-2) * 32**-0.5, k.softmax(dim=-1), v / (height * width)
            context = torch.einsum("bhdn,bhen->bhde", k, v)
            out = torch.einsum("bhde,bhdn->bhen", context, q)
        else:
            similarity = torch.einsum("bhdi,bhdj->bhij", q * 32**-0.5, k).softmax(dim=-1)
            out = torch.einsum("bhij,bhdj->bhdi", similarity, v)
        return x + self.to_out(out.reshape(batch, 128, height, width))


class Network(nn.Module):
    def __init__(self, dim, multipliers):
        super().__init__()
        self.dim, embedding = dim, 8 * dim
        widths = [dim, *(dim * m for m in multipliers)]
        pairs = list(zip(widths[:-1], widths[1:]))
        self.first = nn.Conv2d(9, dim, 7, padding=3)
        self.time = nn.Sequential(nn.Linear(dim, 4 * dim), nn.GELU(), nn.Linear(4 * dim, 4 * dim))
        self.null = nn.Parameter(torch.randn(dim))
        self.direction = nn.Sequential(nn.Linear(4, dim), nn.GELU())
        self.direction2 = nn.Sequential(nn.Linear(dim, 4 * dim), nn.GELU(), nn.Linear(4 * dim, 4 * dim))
        self.downs, self.ups = nn.ModuleList(), nn.ModuleList()
        for i, (a, b) in enumerate(pairs):
            last = i == len(pairs) - 1
            change = nn.Conv2d(a, b, 3, padding=1) if last else nn.Conv2d(a, b, 4, 2, 1)
            self.downs.append(
                nn.ModuleList([Residual(a, a, embedding), Residual(a, a, embedding), Attention(a, True), change])
            )
        middle = widths[-1]
        self.middle1, self.middle2 = Residual(middle, middle, embedding), Residual(middle, middle, embedding)
        self.attention = Attention(middle, False)
        for i, (a, b) in enumerate(reversed(pairs)):
            change = nn.Conv2d(b, a, 3, padding=1)
            if i < len(pairs) - 1:
                change = nn.Sequential(nn.Upsample(scale_factor=2, mode="nearest"), change)
            self.ups.append(
                nn.ModuleList([Residual(a + b, b, embedding), Residual(a + b, b, embedding), Attention(b, True), change])
            )
        self.last = Residual(2 * dim, dim, embedding)
        self.out = nn.Conv2d(dim, 3, 1)

    def forward(self, x, condition, times, orientation, dropped):
        x = first = self.first(torch.cat((x, condition), dim=1))
        half = self.dim // 2
        angles = times[:, None] * torch.exp(torch.arange(half) * -(math.log(10000) / (half - 1)))[None]
        direction = torch.where(dropped[:, None], self.null[None], self.direction(orientation))
        embedding = torch.cat(
            (self.time(torch.cat((angles.sin(), angles.cos()), dim=-1)), self.direction2(direction)), dim=-1
        )
        skips = []
        for block1, block2, attention, change in self.downs:
            x = block1(x, embedding)
            skips.append(x)
            x = attention(block2(x, embedding))
            skips.append(x)
            x = change(x)
        x = self.middle2(self.attention(self.middle1(x, embedding)), embedding)
        for block1, block2, attention, change in self.ups:
            x = block1(torch.cat((x, skips.pop()), dim=1), embedding)
            x = block2(torch.cat((x, skips.pop()), dim=1), embedding)
            x = change(attention(x))
        return self.out(self.last(torch.cat((x, first), dim=1), embedding))


def main():
    threads, dim, size, batch, repeats = (int(value) for value in sys.argv[1:6])
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    network = Network(dim, (1, 2, 4, 8))
    optimizer = torch.optim.Adam(network.parameters(), lr=8e-5, betas=(0.9, 0.99))
    x, clean = torch.randn(2, batch, 3, size, size)
    condition = torch.randn(batch, 6, size, size)
    orientation = torch.randn(batch, 4)
    times = torch.linspace(0, 999, batch)
    none, every = torch.zeros(batch, dtype=torch.bool), torch.ones(batch, dtype=torch.bool)

    def train():
        optimizer.zero_grad(set_to_none=True)
        loss = (network(x, condition, times, orientation, none) - clean).square().mean()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()

    def evaluate():
        with torch.no_grad():
            conditional = network(x, condition, times, orientation, none)
            null = network(x, condition, times, orientation, every)
            return null + 3 * (conditional - null)

    def best(body):
        body()
        taken = []
        for _ in range(repeats):
            start = time.perf_counter()
            body()
            taken.append(time.perf_counter() - start)
        return batch / min(taken)

    result = {"version": torch.__version__, "evaluate": best(evaluate), "train": best(train)}
    result["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(result))


main()
