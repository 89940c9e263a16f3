# This source file is part of TensorChain
#
# Copyright (c) 2026 the TensorChain authors
# Licensed under Apache License v2.0
#
# SPDX-License-Identifier: Apache-2.0

"""PyTorch's workloads, eager on the CPU. Its allocator is tuned through the environment, or not."""

import os

import torch
import torch.nn.functional as F
from torch import nn

from protocol import serve

torch.set_num_threads(int(os.environ["PEER_THREADS"]))
torch.manual_seed(1)
randn = torch.randn


def product(*shapes):
    return lambda: (
        "f(a, b)", {"f": torch.matmul, "a": randn(*shapes[0]), "b": randn(*shapes[1])})


def unary(function, *shape):
    return lambda: ("f(x)", {"f": function, "x": randn(*shape)})


def binary(function, count):
    return lambda: ("f(x, y)", {"f": function, "x": randn(count), "y": randn(count)})


def both_ways(function, inputs, gradient=None):
    """A function and the gradients of its inputs."""
    inputs = [x.requires_grad_() for x in inputs]
    if gradient is None:
        return lambda: torch.autograd.grad(function(*inputs), inputs)
    return lambda: torch.autograd.grad(function(*inputs), inputs, gradient)


def layer_norm(x, w, b):
    return F.layer_norm(x, (768,), w, b)


def layer_norm_forward():
    x, w, b = randn(4096, 768), torch.ones(768), torch.zeros(768)
    return "f(x, w, b)", {"f": layer_norm, "x": x, "w": w, "b": b}


def convolution(x, w, b):
    return F.conv2d(x, w, b, padding=1)


def convolution_inputs():
    return randn(32, 64, 28, 28), randn(64, 64, 3, 3) * 0.05, randn(64)


def convolution_forward():
    x, w, b = convolution_inputs()
    return lambda: convolution(x, w, b)


def pool_both():
    return both_ways(lambda x: F.max_pool2d(x, 2), [randn(32, 64, 28, 28)], randn(32, 64, 14, 14))


def embedding_inputs():
    return randn(10000, 256), torch.randint(0, 10000, (8192,))


def embedding_forward():
    table, ids = embedding_inputs()
    return "f(ids, table)", {"f": F.embedding, "ids": ids, "table": table}


def embedding_both():
    table, ids = embedding_inputs()
    return both_ways(lambda table: F.embedding(ids, table), [table], randn(8192, 256))


def attention(q, k, v):
    return F.scaled_dot_product_attention(q, k, v, is_causal=True)


def attention_inputs():
    return [randn(8, 8, 256, 64) for _ in range(3)]


def attention_forward():
    q, k, v = attention_inputs()
    return lambda: attention(q, k, v)


def cross_entropy():
    labels = torch.randint(0, 10000, (4096,))
    return both_ways(lambda x: F.cross_entropy(x, labels), [randn(4096, 10000)])


def training_step(model, x, labels, optimizer):
    def step():
        optimizer.zero_grad(set_to_none=True)
        logits = model(x)
        F.cross_entropy(logits.reshape(-1, logits.shape[-1]), labels).backward()
        optimizer.step()

    return step


def mlp():
    model = nn.Sequential(
        nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10))
    optimizer = torch.optim.Adam(model.parameters(), fused=True)
    return training_step(model, randn(128, 784), torch.randint(0, 10, (128,)), optimizer)


def lenet():
    model = nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(),
        nn.MaxPool2d(2), nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84),
        nn.ReLU(), nn.Linear(84, 10))
    optimizer = torch.optim.Adam(model.parameters(), fused=True)
    return training_step(model, randn(64, 1, 28, 28), torch.randint(0, 10, (64,)), optimizer)


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x, cache=None):
        batch, length, width = x.shape
        qkv = self.qkv(self.norm1(x)).view(batch, length, 3, self.heads, width // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        if cache is None:
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        else:
            keys, values, position = cache
            keys[:, :, position : position + 1] = k
            values[:, :, position : position + 1] = v
            y = F.scaled_dot_product_attention(
                q, keys[:, :, : position + 1], values[:, :, : position + 1])
        x = x + self.out(y.transpose(1, 2).reshape(batch, length, width))
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class GPT(nn.Module):
    def __init__(self, vocabulary=65, layers=4, width=128, heads=4, length=128):
        super().__init__()
        self.heads, self.width, self.length = heads, width, length
        self.tokens = nn.Embedding(vocabulary, width)
        self.positions = nn.Embedding(length, width)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, vocabulary, bias=False)

    def forward(self, ids, caches=None, position=0):
        places = torch.arange(position, position + ids.shape[1])
        x = self.tokens(ids) + self.positions(places)
        for index, block in enumerate(self.blocks):
            x = block(x, None if caches is None else (*caches[index], position))
        return self.head(self.norm(x))


def gpt():
    model = GPT()
    optimizer = torch.optim.AdamW(model.parameters(), fused=True)
    ids = torch.randint(0, 65, (16, 128))
    return training_step(model, ids, torch.randint(0, 65, (2048,)), optimizer)


def generate():
    model = GPT().eval()

    @torch.inference_mode()
    def work():
        shape = (1, model.heads, model.length, model.width // model.heads)
        caches = [(torch.empty(shape), torch.empty(shape)) for _ in model.blocks]
        token = torch.zeros(1, 1, dtype=torch.long)
        for position in range(127):
            token = model(token, caches, position)[:, -1].argmax(-1, keepdim=True)
        return token

    return work


def scalar_chain():
    x = torch.tensor(0.5, requires_grad=True)

    def work():
        y = x
        for _ in range(500):
            y = y * 0.999
            y = y + 0.001
        y.backward()
        x.grad = None

    return work


def symmetric(n):
    x = randn(n, n)
    return x @ x.T / n + torch.eye(n)


def decomposition(function, n):
    return lambda: ("f(x)", {"f": function, "x": symmetric(n)})


def solve(n):
    return lambda: ("f(x, y)", {"f": torch.linalg.solve, "x": symmetric(n), "y": randn(n, n)})


workloads = {
    "gemm/batched": product((64, 128, 128), (64, 128, 128)),
    "elementwise/relu(a*b+c)/1e6": lambda: (
        "relu(a * b + c)",
        {"relu": torch.relu, **{name: randn(1_000_000) for name in "abc"}}),
    "softmax/softmax": unary(lambda x: torch.softmax(x, -1), 4096, 1024),
    "softmax/logSoftmax": unary(lambda x: torch.log_softmax(x, -1), 4096, 1024),
    "layerNorm/forward": layer_norm_forward,
    "layerNorm/both": lambda: both_ways(
        layer_norm, [randn(4096, 768), torch.ones(768), torch.zeros(768)], randn(4096, 768)),
    "movement/transpose": unary(lambda x: x.t().contiguous(), 4096, 4096),
    "conv2d/forward": convolution_forward,
    "conv2d/both": lambda: both_ways(
        convolution, convolution_inputs(), randn(32, 64, 28, 28)),
    "maxPool/forward": unary(lambda x: F.max_pool2d(x, 2), 32, 64, 28, 28),
    "maxPool/both": pool_both,
    "embedding/forward": embedding_forward,
    "embedding/both": embedding_both,
    "attention/forward": attention_forward,
    "attention/both": lambda: both_ways(
        attention, attention_inputs(), randn(8, 8, 256, 64)),
    "crossEntropy/both": cross_entropy,
    "train/mlp": mlp,
    "train/lenet": lenet,
    "train/gpt": gpt,
    "generate/gpt": generate,
    "small/add4": lambda: ("a + b", {"a": randn(4), "b": randn(4)}),
    "small/add4 tracked": lambda: ("a + b", {"a": randn(4).requires_grad_(), "b": randn(4)}),
    "small/chain": scalar_chain,
}
for n in (64, 128, 256, 512, 1024, 2048):
    workloads[f"gemm/{n}"] = product((n, n), (n, n))
for label, count in (("1e3", 1_000), ("1e6", 1_000_000), ("1e7", 10_000_000)):
    workloads[f"elementwise/add/{label}"] = binary(torch.add, count)
    workloads[f"elementwise/mul/{label}"] = binary(torch.mul, count)
    workloads[f"elementwise/exp/{label}"] = unary(torch.exp, count)
    workloads[f"elementwise/tanh/{label}"] = unary(torch.tanh, count)
    workloads[f"elementwise/gelu/{label}"] = unary(F.gelu, count)
for name, function, rows in (
    ("sum", torch.sum, lambda x: torch.sum(x, -1)),
    ("mean", torch.mean, lambda x: torch.mean(x, -1)),
    ("max", torch.amax, lambda x: torch.amax(x, -1)),
):
    workloads[f"reduce/{name} all"] = unary(function, 4096, 1024)
    workloads[f"reduce/{name} last"] = unary(rows, 4096, 1024)
for n in (256, 512):
    workloads[f"linalg/cholesky/{n}"] = decomposition(torch.linalg.cholesky, n)
    workloads[f"linalg/qr/{n}"] = decomposition(torch.linalg.qr, n)
    workloads[f"linalg/solve/{n}"] = solve(n)
    workloads[f"linalg/eigh/{n}"] = decomposition(torch.linalg.eigh, n)
    workloads[f"linalg/svd/{n}"] = decomposition(
        lambda x: torch.linalg.svd(x, full_matrices=False), n)

serve(workloads)
