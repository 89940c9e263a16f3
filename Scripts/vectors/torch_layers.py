#!/usr/bin/env python3
# This source file is part of TensorChain
#
# Copyright (c) 2026 the TensorChain authors
# Licensed under Apache License v2.0
#
# SPDX-License-Identifier: Apache-2.0

"""Dumps what PyTorch's layers compute in float64: outputs, gradients, and buffers after training.

Usage: torch_layers.py FOLDER [--seed N]      (pip install torch==2.13.0+cpu numpy)

Writes torch-layers.jsonl and arrays-layers.npz; FORMAT.md beside the committed files describes them.
PyTorch's masks say what is hidden; those in the files say what is seen.
"""
import argparse
import json
import pathlib

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)


class Grouped(nn.Module):
    """Attention with grouped heads of keys and rotary positions, of PyTorch's functions."""

    def __init__(self, width, heads, kvHeads, rotary=None):
        super().__init__()
        self.heads, self.kv, self.size, self.rotary = heads, kvHeads, width // heads, rotary
        rows = width + 2 * kvHeads * self.size
        self.in_proj_weight = nn.Parameter(torch.zeros(rows, width))
        self.in_proj_bias = nn.Parameter(torch.zeros(rows))
        self.out_proj = nn.Linear(width, width)

    def turned(self, x):
        if self.rotary is None:
            return x
        pairs = self.size // 2
        angle = torch.arange(x.shape[2])[:, None] * 10000.0 ** (-torch.arange(pairs) / pairs)
        turn = torch.polar(torch.ones_like(angle), angle)
        if self.rotary == "interleaved":
            z = torch.view_as_complex(x.unflatten(-1, (pairs, 2)).contiguous()) * turn
            return torch.view_as_real(z).flatten(-2)
        z = torch.complex(x[..., :pairs], x[..., pairs:]) * turn
        return torch.cat([z.real, z.imag], -1)

    def forward(self, x, causal):
        q, k, v = F.linear(x, self.in_proj_weight, self.in_proj_bias).split(
            [self.heads * self.size, self.kv * self.size, self.kv * self.size], -1)
        q, k, v = (y.unflatten(-1, (-1, self.size)).transpose(1, 2) for y in (q, k, v))
        y = F.scaled_dot_product_attention(
            self.turned(q), self.turned(k), v, is_causal=causal, enable_gqa=True)
        return self.out_proj(y.transpose(1, 2).flatten(-2))


def hidden(mask):
    """PyTorch's truth values for ours; numbers stay."""
    return None if mask is None else ~mask if mask.dtype == torch.bool else mask


def causal_mask(n):
    return nn.Transformer.generate_square_subsequent_mask(n)


def attention(layer, settings, x):
    n = x["query"].shape[1]
    mask = hidden(x.get("mask"))
    if settings.get("isCausal"):
        mask = causal_mask(n).isinf() if mask is None or mask.dtype == torch.bool else causal_mask(n)
    key = x.get("key", x["query"])
    padding = hidden(x.get("keyMask"))
    if padding is not None and mask is not None and mask.dtype != padding.dtype:
        padding = torch.zeros(padding.shape).masked_fill(padding, -torch.inf)
    return layer(x["query"], key, x.get("value", key), key_padding_mask=padding, attn_mask=mask,
                 need_weights=False)[0]


def encoder(layer, settings, x):
    name = "src_mask" if settings["layer"] == "TransformerEncoderLayer" else "mask"
    n = x["x"].shape[1]
    mask = causal_mask(n).isinf() if settings.get("isCausal") else None
    return layer(x["x"], **{name: mask}, src_key_padding_mask=hidden(x.get("keyMask")))


def decoder(layer, settings, x):
    n = x["x"].shape[1]
    mask = causal_mask(n).isinf() if settings.get("isCausal") else None
    return layer(x["x"], x["memory"], tgt_mask=mask,
                 tgt_key_padding_mask=hidden(x.get("keyMask")),
                 memory_key_padding_mask=hidden(x.get("memoryKeyMask")))


def recurrent(layer, settings, x):
    if settings["layer"] == "LSTM":
        state = (x["hidden"], x["cell"]) if "hidden" in x else None
        y, (h, c) = layer(x["x"], state)
        return y, h, c
    return layer(x["x"], x.get("hidden"))


def plain(layer, settings, x):
    return layer(*x.values())


def cases(random, integers):
    """Name, settings, PyTorch's layer, how it is called, inputs."""
    def case(name, layer, module, call, inputs, **settings):
        return name, {"layer": layer, **settings}, module, call, inputs

    yield case("linear", "Linear", nn.Linear(5, 3), plain, {"x": random(2, 4, 5)}, sizes=[5, 3])
    yield case("linear-no-bias", "Linear", nn.Linear(4, 2, bias=False), plain, {"x": random(3, 4)},
               sizes=[4, 2], hasBias=False)
    yield case("bilinear", "Bilinear", nn.Bilinear(3, 4, 2), plain,
               {"x": random(5, 3), "y": random(5, 4)}, sizes=[3, 4, 2])
    yield case("embedding", "Embedding", nn.Embedding(7, 3), plain,
               {"x": integers(7, 2, 5)}, sizes=[7, 3])
    yield case("embedding-padding", "Embedding", nn.Embedding(7, 3, padding_idx=2), plain,
               {"x": torch.tensor([[2, 1, 2], [6, 2, 0]])}, sizes=[7, 3], paddingIndex=2)

    for rank, length in [(1, [9]), (2, [6, 5]), (3, [4, 3, 4])]:
        conv = [nn.Conv1d, nn.Conv2d, nn.Conv3d][rank - 1]
        turned = [nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d][rank - 1]
        kernel = [3, 2, 2][:rank]
        variants = {
            "plain": {}, "strided": {"stride": 2, "padding": 1}, "dilated": {"dilation": 2, "padding": 2},
            "groups": {"groups": 2}, "no-bias": {"bias": False},
            "same": {"padding": "same"}, "reflect": {"padding": 1, "padding_mode": "reflect"},
            "replicate": {"padding": 2, "padding_mode": "replicate", "stride": 2},
            "circular": {"padding": "same", "padding_mode": "circular"},
        }
        if rank == 3:
            variants = {k: variants[k] for k in ["plain", "strided", "same", "replicate"]}
        for name, options in variants.items():
            settings = {"sizes": [4, 6], "kernel": kernel} | {
                {"bias": "hasBias", "padding_mode": "paddingMode"}.get(k, k): v
                for k, v in options.items()}
            if settings.get("padding") == "same":
                settings["padding"], settings["isSame"] = 0, True
            yield case(f"conv{rank}d-{name}", f"Conv{rank}d",
                       conv(4, 6, tuple(kernel), **options), plain,
                       {"x": random(2, 4, *length)}, **settings)
        variants = {"plain": {}, "strided": {"stride": 2, "padding": 1, "output_padding": 1},
                    "dilated": {"dilation": 2}, "groups": {"groups": 2, "bias": False}}
        if rank == 3:
            variants = {k: variants[k] for k in ["plain", "strided"]}
        for name, options in variants.items():
            settings = {"sizes": [4, 6], "kernel": kernel} | {
                {"bias": "hasBias", "output_padding": "outputPadding"}.get(k, k): v
                for k, v in options.items()}
            yield case(f"convTranspose{rank}d-{name}", f"ConvTranspose{rank}d",
                       turned(4, 6, tuple(kernel), **options), plain,
                       {"x": random(2, 4, *[min(n, 4) for n in length])}, **settings)

    yield case("layerNorm", "LayerNorm", nn.LayerNorm(5), plain, {"x": random(3, 5)}, sizes=[5])
    yield case("layerNorm-two-axes", "LayerNorm", nn.LayerNorm([3, 4], eps=0.1), plain,
               {"x": random(2, 3, 4)}, sizes=[3, 4], epsilon=0.1)
    yield case("layerNorm-no-bias", "LayerNorm", nn.LayerNorm(5, bias=False), plain,
               {"x": random(3, 5)}, sizes=[5], hasBias=False)
    yield case("layerNorm-plain", "LayerNorm", nn.LayerNorm(5, elementwise_affine=False), plain,
               {"x": random(3, 5)}, sizes=[5], isAffine=False)
    yield case("rmsNorm", "RMSNorm", nn.RMSNorm(5, eps=1e-6), plain, {"x": random(2, 3, 5)},
               sizes=[5], epsilon=1e-6)
    yield case("groupNorm", "GroupNorm", nn.GroupNorm(2, 6), plain, {"x": random(2, 6, 3, 2)},
               sizes=[6], groups=2)
    yield case("groupNorm-plain", "GroupNorm", nn.GroupNorm(3, 6, affine=False), plain,
               {"x": random(2, 6, 4)}, sizes=[6], groups=3, isAffine=False)
    yield case("instanceNorm", "InstanceNorm", nn.InstanceNorm2d(3, affine=True), plain,
               {"x": random(2, 3, 3, 4)}, sizes=[3])
    yield case("instanceNorm-plain", "InstanceNorm", nn.InstanceNorm1d(3), plain,
               {"x": random(2, 3, 5)}, sizes=[3], isAffine=False)
    for name, norm, shape in [("vectors", nn.BatchNorm1d, (5, 3)), ("1d", nn.BatchNorm1d, (4, 3, 5)),
                              ("2d", nn.BatchNorm2d, (3, 3, 4, 5)), ("3d", nn.BatchNorm3d, (2, 3, 2, 3, 2))]:
        for training in [True, False]:
            yield case(f"batchNorm-{name}-{'training' if training else 'use'}", "BatchNorm", norm(3),
                       plain, {"x": random(*shape)}, sizes=[3], training=training, steps=2)
    yield case("batchNorm-average", "BatchNorm", nn.BatchNorm1d(3, momentum=None), plain,
               {"x": random(5, 3)}, sizes=[3], training=True, steps=3, momentum=None)
    yield case("batchNorm-momentum", "BatchNorm", nn.BatchNorm1d(3, momentum=0.4, eps=0.01, affine=False),
               plain, {"x": random(5, 3)}, sizes=[3], training=True, steps=3, momentum=0.4,
               epsilon=0.01, isAffine=False)

    activations = {
        "relu": nn.ReLU(), "gelu": nn.GELU(), "gelu-tanh": nn.GELU("tanh"), "silu": nn.SiLU(),
        "tanh": nn.Tanh(), "sigmoid": nn.Sigmoid(), "leakyReLU": nn.LeakyReLU(0.2), "elu": nn.ELU(0.7),
        "selu": nn.SELU(), "mish": nn.Mish(), "softplus": nn.Softplus(beta=2), "hardSwish": nn.Hardswish(),
        "softmax": nn.Softmax(1), "logSoftmax": nn.LogSoftmax(-1)}
    for name, module in activations.items():
        yield case(f"activation-{name}", "Activation", module, plain, {"x": 3 * random(3, 4, 2)},
                   activation=name)
    yield case("prelu", "PReLU", nn.PReLU(), plain, {"x": random(3, 4)}, sizes=[1])
    yield case("prelu-channels", "PReLU", nn.PReLU(3), plain, {"x": random(2, 3, 4)}, sizes=[3])

    yield case("maxPooling", "MaxPooling", nn.MaxPool2d(3, 2, 1), plain, {"x": random(2, 2, 7, 6)},
               kernel=[3], stride=2, padding=1)
    yield case("maxPooling-dilated", "MaxPooling", nn.MaxPool1d(2, dilation=2, ceil_mode=True), plain,
               {"x": random(2, 2, 8)}, kernel=[2], dilation=2, ceilMode=True)
    yield case("averagePooling", "AveragePooling", nn.AvgPool2d(3, 2, 1), plain,
               {"x": random(2, 2, 7, 6)}, kernel=[3], stride=2, padding=1)
    yield case("averagePooling-uncounted", "AveragePooling",
               nn.AvgPool3d(2, 2, 1, count_include_pad=False), plain, {"x": random(1, 2, 4, 3, 4)},
               kernel=[2], stride=2, padding=1, countIncludePad=False)
    yield case("adaptiveAverage", "AdaptiveAverage", nn.AdaptiveAvgPool2d((3, 2)), plain,
               {"x": random(2, 2, 7, 5)}, kernel=[3, 2])
    yield case("adaptiveMax", "AdaptiveMax", nn.AdaptiveMaxPool1d(3), plain, {"x": random(2, 2, 7)},
               kernel=[3])

    seen = torch.tensor([[True, True, True, False, True], [True, True, False, False, False]])
    pairs = torch.rand(4, 5, generator=random.generator) < 0.6
    pairs[:, 0] = True
    def multi(**options):
        return nn.MultiheadAttention(6, 2, batch_first=True, **options)
    self_input, key, value = random(2, 4, 6), random(2, 5, 6), random(2, 5, 6)
    sizes = {"sizes": [6, 2]}
    yield case("attention-self", "MultiHeadAttention", multi(), attention, {"query": self_input}, **sizes)
    yield case("attention-no-bias", "MultiHeadAttention", multi(bias=False), attention,
               {"query": self_input}, hasBias=False, **sizes)
    yield case("attention-causal", "MultiHeadAttention", multi(), attention, {"query": self_input},
               isCausal=True, **sizes)
    yield case("attention-cross", "MultiHeadAttention", multi(), attention,
               {"query": self_input, "key": key}, **sizes)
    yield case("attention-three", "MultiHeadAttention", multi(), attention,
               {"query": self_input, "key": key, "value": value}, **sizes)
    yield case("attention-padding", "MultiHeadAttention", multi(), attention,
               {"query": self_input, "key": key, "keyMask": seen}, **sizes)
    yield case("attention-mask", "MultiHeadAttention", multi(), attention,
               {"query": self_input, "key": key, "mask": pairs}, **sizes)
    yield case("attention-both-masks", "MultiHeadAttention", multi(), attention,
               {"query": self_input, "key": key, "mask": pairs, "keyMask": seen}, **sizes)
    yield case("attention-numbers", "MultiHeadAttention", multi(), attention,
               {"query": self_input, "key": key, "mask": random(4, 5), "keyMask": seen}, **sizes)
    yield case("attention-causal-padding", "MultiHeadAttention", multi(), attention,
               {"query": random(2, 5, 6), "keyMask": seen}, isCausal=True, **sizes)
    for rotary in [None, "halves", "interleaved"]:
        for causal in [False, True]:
            name = f"attention-grouped-{rotary}" + ("-causal" if causal else "")
            yield case(name, "MultiHeadAttention", Grouped(16, 4, 2, rotary),
                       lambda layer, settings, x: layer(x["query"], settings["isCausal"]),
                       {"query": random(2, 5, 16)}, sizes=[16, 4], kvHeads=2, rotary=rotary,
                       isCausal=causal)

    x, memory = random(2, 5, 6), random(2, 4, 6)
    there = torch.tensor([[True] * 5, [True, True, True, False, False]])
    memory_there = torch.tensor([[True, True, True, False], [True] * 4])
    for first in [False, True]:
        for activation in ["relu", "gelu"]:
            options = {"dim_feedforward": 8, "activation": activation, "batch_first": True,
                       "norm_first": first, "dropout": 0.0}
            settings = {"sizes": [6, 2, 8], "isNormFirst": first, "activation": activation}
            name = f"{'pre' if first else 'post'}-{activation}"
            yield case(f"encoderLayer-{name}", "TransformerEncoderLayer",
                       nn.TransformerEncoderLayer(6, 2, **options), encoder, {"x": x}, **settings)
            yield case(f"decoderLayer-{name}", "TransformerDecoderLayer",
                       nn.TransformerDecoderLayer(6, 2, **options), decoder,
                       {"x": x, "memory": memory}, isCausal=True, **settings)
        yield case(f"encoderLayer-{name}-masked", "TransformerEncoderLayer",
                   nn.TransformerEncoderLayer(6, 2, bias=False, **options), encoder,
                   {"x": x, "keyMask": there}, isCausal=True, hasBias=False, **settings)
        yield case(f"decoderLayer-{name}-masked", "TransformerDecoderLayer",
                   nn.TransformerDecoderLayer(6, 2, **options), decoder,
                   {"x": x, "memory": memory, "keyMask": there, "memoryKeyMask": memory_there},
                   isCausal=True, **settings)
        norms = [nn.LayerNorm(6) if first else None for _ in range(2)]
        yield case(f"encoder-{name}", "TransformerEncoder",
                   nn.TransformerEncoder(nn.TransformerEncoderLayer(6, 2, **options), 2, norms[0],
                                         enable_nested_tensor=False),
                   encoder, {"x": x, "keyMask": there}, count=2, **settings)
        yield case(f"decoder-{name}", "TransformerDecoder",
                   nn.TransformerDecoder(nn.TransformerDecoderLayer(6, 2, **options), 2, norms[1]),
                   decoder, {"x": x, "memory": memory, "memoryKeyMask": memory_there},
                   count=2, isCausal=True, **settings)

    for layer, module in [("LSTM", nn.LSTM), ("GRU", nn.GRU)]:
        for name, count, both, bias in [("one", 1, False, True), ("two", 2, False, True),
                                        ("both", 1, True, True), ("two-both", 2, True, True),
                                        ("no-bias", 1, False, False)]:
            for given in [False, True]:
                inputs = {"x": random(2, 4, 3)}
                if given:
                    inputs["hidden"] = random(count * (2 if both else 1), 2, 5)
                    if layer == "LSTM":
                        inputs["cell"] = random(*inputs["hidden"].shape)
                yield case(f"{layer}-{name}{'-state' if given else ''}", layer,
                           module(3, 5, count, batch_first=True, bidirectional=both, bias=bias),
                           recurrent, inputs, sizes=[3, 5], count=count, isBidirectional=both,
                           hasBias=bias)

    for training in [True, False]:
        yield case(f"sequential-{'training' if training else 'use'}", "Sequential",
                   nn.Sequential(nn.Conv2d(1, 3, 3, padding=1), nn.BatchNorm2d(3), nn.ReLU(),
                                 nn.MaxPool2d(2), nn.Flatten(), nn.Linear(27, 4)),
                   plain, {"x": random(4, 1, 6, 6)}, training=training, steps=2)


def evaluate(name, settings, module, call, inputs, random):
    """The line of a case and its arrays."""
    state = {}
    with torch.no_grad():
        for path, tensor in module.state_dict().items():
            if tensor.dtype == torch.int64:
                tensor.fill_(3)
            else:
                tensor.copy_(random(*tensor.shape))
            if path.endswith("running_var"):
                tensor.abs_().add_(0.5)
            state[path] = tensor.clone()
    module.train(settings.get("training", False))
    moving = {k: v.clone().requires_grad_() if v.is_floating_point() else v for k, v in inputs.items()}
    for _ in range(settings.get("steps", 1) if settings.get("training") else 1):
        outputs = call(module, settings, moving)
    outputs = outputs if isinstance(outputs, tuple) else (outputs,)
    cotangents = [random(*y.shape) for y in outputs]
    sum((y * c).sum() for y, c in zip(outputs, cotangents)).backward()
    after = {k: v for k, v in module.state_dict().items() if k in dict(module.named_buffers())}
    parts = {
        "state": state, "inputs": inputs, "after": after,
        "outputs": {str(i): y for i, y in enumerate(outputs)},
        "cotangents": {str(i): c for i, c in enumerate(cotangents)},
        "inputGradients": {k: v.grad for k, v in moving.items() if v.is_floating_point()},
        "stateGradients": {k: p.grad for k, p in module.named_parameters()}}
    line, members = {"case": name, "settings": settings}, {}
    for kind, tensors in parts.items():
        line[kind] = {}
        for key, tensor in tensors.items():
            assert not tensor.is_floating_point() or tensor.isfinite().all() or key == "mask", (name, key)
            member = f"{name}/{kind}/{key}"
            members[member] = tensor.detach().numpy()
            line[kind][key] = member
    return line | {"rtol": 1e-10, "atol": 1e-11}, members


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=20261127)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    generator = torch.Generator().manual_seed(options.seed)

    def random(*shape):
        # Few digits, which the archive packs well.
        return torch.round(torch.rand(shape, generator=generator) * 2 - 1, decimals=3)

    def integers(bound, *shape):
        return torch.randint(bound, shape, generator=generator)

    random.generator = generator
    lines, members = [], {}
    for case in cases(random, integers):
        line, arrays = evaluate(*case, random)
        lines.append(line)
        members |= arrays
    with open(options.folder / "torch-layers.jsonl", "w") as file:
        for line in lines:
            file.write(json.dumps(line, separators=(",", ":")) + "\n")
    np.savez_compressed(options.folder / "arrays-layers.npz", **members)
    print(f"{len(lines)} cases of PyTorch {torch.__version__}")


main()
