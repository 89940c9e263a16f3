#!/usr/bin/env python3
# This source file is part of TensorChain
#
# Copyright (c) 2026 the TensorChain authors
# Licensed under Apache License v2.0
#
# SPDX-License-Identifier: Apache-2.0

"""Dumps values, gradients and second gradients that JAX computes in float64.

Usage: jax_gradients.py FOLDER [--seed N]      (pip install jax==0.10.2 jaxlib==0.10.2)

Writes jax-<group>.jsonl and arrays-<group>.npz per group; FORMAT.md beside the committed files
describes them and the functions. What has a sign to choose (eigenvectors) enters so that the sign does
not matter, and what reads half a matrix gets a whole one made from its input.
"""
import argparse
import itertools
import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)
HIGHEST = jax.lax.Precision.HIGHEST


# ---- Linear algebra ------------------------------------------------------------------------------

def transposed(x):
    return jnp.swapaxes(x, -1, -2)


def positive(x):
    """A symmetric positive definite matrix, whatever x is."""
    return x @ transposed(x) + x.shape[-1] * jnp.eye(x.shape[-1])


def triangle(x, upper):
    """A triangular matrix far from singular."""
    cut = jnp.triu(x, 1) if upper else jnp.tril(x, -1)
    return cut + 3 * jnp.eye(x.shape[-1]) + x * jnp.eye(x.shape[-1])


def triangular_solve(a, b, upper=False, unit=False, transpose=False):
    return jax.scipy.linalg.solve_triangular(
        triangle(a, upper), b, lower=not upper, trans=1 if transpose else 0, unit_diagonal=unit)


def qr(a):
    q, r = jnp.linalg.qr(a)
    sign = jax.lax.stop_gradient(jnp.sign(jnp.diagonal(r, axis1=-2, axis2=-1)))
    return q * sign[..., None, :], r * sign[..., :, None]


def svd(a):
    u, s, vt = jnp.linalg.svd(a, full_matrices=False)
    return s, u * u, vt * vt, (u * s[..., None, :] ** 3) @ vt


def eigh(a):
    w, v = jnp.linalg.eigh((a + transposed(a)) / 2)
    return w, v * v, (v * w[..., None, :] ** 3) @ transposed(v)


LINEAR = {
    "solve": lambda a, b: jnp.linalg.solve(a, b),
    "triangularSolve": triangular_solve,
    "inverse": lambda a: jnp.linalg.inv(a),
    "det": lambda a: jnp.linalg.det(a),
    "slogdet": lambda a: jnp.linalg.slogdet(a)[1],
    "cholesky": lambda a: jnp.linalg.cholesky(positive(a)),
    "qr": qr,
    "svd": svd,
    "svdValues": lambda a: jnp.linalg.svd(a, compute_uv=False),
    "eigh": eigh,
    "eighValues": lambda a: jnp.linalg.eigvalsh((a + transposed(a)) / 2),
    "lstsq": lambda a, b: jnp.linalg.pinv(a) @ b,
    "pinv": lambda a: jnp.linalg.pinv(a),
    "matrixExp": lambda a: jnp.vectorize(
        jax.scipy.linalg.expm, signature="(n,n)->(n,n)")(a),
}


# ---- Attention -----------------------------------------------------------------------------------

def attention(q, k, v, mask=None, causal=False, scale=None):
    """q [b, heads, m, d], k and v [b, groups, n, d]; a mask of truth values admits, one of numbers is
    added; causal lets row i see what is not after it, where the last rows of both coincide."""
    repeat = q.shape[1] // k.shape[1]
    k, v = jnp.repeat(k, repeat, axis=1), jnp.repeat(v, repeat, axis=1)
    scores = q @ transposed(k) * (scale or 1 / np.sqrt(q.shape[-1]))
    m, n = scores.shape[-2:]
    if causal:
        scores = jnp.where(np.tril(np.ones((m, n), bool), n - m), scores, -jnp.inf)
    if mask is not None:
        scores = jnp.where(mask, scores, -jnp.inf) if mask.dtype == bool else scores + mask
    return jax.nn.softmax(scores, axis=-1) @ v


# ---- Convolution ---------------------------------------------------------------------------------

def layout(rank):
    space = "DHW"[-rank:]
    return ("NC" + space, "OI" + space, "NC" + space)


def conv(x, w, bias=None, stride=None, padding=None, dilation=None, groups=1):
    rank = x.ndim - 2
    y = jax.lax.conv_general_dilated(
        x, w, stride or [1] * rank, [(p, p) for p in (padding or [0] * rank)],
        rhs_dilation=dilation or [1] * rank, dimension_numbers=layout(rank),
        feature_group_count=groups, precision=HIGHEST)
    return y if bias is None else y + bias.reshape([1, -1] + [1] * rank)


def conv_transposed(x, w, bias=None, stride=None, padding=None, dilation=None, groups=1,
                    outputPadding=None):
    """The adjoint of conv with respect to x; w is [channels in, channels out / groups, ...]."""
    rank = x.ndim - 2
    stride, dilation = stride or [1] * rank, dilation or [1] * rank
    padding, extra = padding or [0] * rank, outputPadding or [0] * rank
    inputs, outputs = w.shape[0], w.shape[1]
    kernel = jnp.flip(w, range(2, w.ndim))
    kernel = kernel.reshape((groups, inputs // groups, outputs) + w.shape[2:])
    kernel = jnp.swapaxes(kernel, 1, 2).reshape(
        (groups * outputs, inputs // groups) + w.shape[2:])
    pads = [(d * (n - 1) - p, d * (n - 1) - p + e)
            for d, n, p, e in zip(dilation, w.shape[2:], padding, extra)]
    y = jax.lax.conv_general_dilated(
        x, kernel, [1] * rank, pads, lhs_dilation=stride, rhs_dilation=dilation,
        dimension_numbers=layout(rank), feature_group_count=groups, precision=HIGHEST)
    return y if bias is None else y + bias.reshape([1, -1] + [1] * rank)


# ---- Norms ---------------------------------------------------------------------------------------

def standardized(x, axes, epsilon):
    centred = x - x.mean(axes, keepdims=True)
    return centred / jnp.sqrt((centred * centred).mean(axes, keepdims=True) + epsilon)


def per_channel(x, values):
    return values.reshape([1, -1] + [1] * (x.ndim - 2))


def layer_norm(x, weight, bias, epsilon):
    axes = tuple(range(x.ndim - weight.ndim, x.ndim))
    return standardized(x, axes, epsilon) * weight + bias


def batch_norm(x, weight, bias, epsilon):
    axes = (0,) + tuple(range(2, x.ndim))
    return standardized(x, axes, epsilon) * per_channel(x, weight) + per_channel(x, bias)


def group_norm(x, weight, bias, epsilon, groups):
    parts = x.reshape((x.shape[0], groups, -1))
    y = standardized(parts, (2,), epsilon).reshape(x.shape)
    return y * per_channel(x, weight) + per_channel(x, bias)


def instance_norm(x, weight, bias, epsilon):
    return group_norm(x, weight, bias, epsilon, x.shape[1])


def rms_norm(x, weight, epsilon):
    return x / jnp.sqrt((x * x).mean(-1, keepdims=True) + epsilon) * weight


NORMS = {"layerNorm": layer_norm, "batchNorm": batch_norm, "groupNorm": group_norm,
         "instanceNorm": instance_norm, "rmsNorm": rms_norm}
FUNCTIONS = LINEAR | NORMS | {
    "attention": attention, "conv": conv, "convTransposed": conv_transposed}


# ---- Cases ---------------------------------------------------------------------------------------

def linear_cases(random):
    for batch in [(), (2,), (2, 1)]:
        name = "x".join(map(str, batch)) or "one"

        def square(n, shift=2.0):
            return random(*batch, n, n) + shift * np.eye(n)

        for n in [1, 3, 4]:
            for op in ["inverse", "det", "slogdet", "cholesky", "matrixExp"]:
                yield f"{name}-{n}", op, {}, [square(n) * (0.3 if op == "matrixExp" else 1)]
            for op in ["eigh", "eighValues"]:
                yield f"{name}-{n}", op, {}, [square(n, 0) + np.diag(2.0 * np.arange(n))]
            yield f"{name}-{n}", "solve", {}, [square(n), random(*batch, n, 2)]
        for upper, unit, transpose in itertools.product([False, True], repeat=3):
            if batch == (2, 1):
                continue
            yield (f"{name}-{'upper' if upper else 'lower'}{'-unit' * unit}"
                   f"{'-transposed' * transpose}", "triangularSolve",
                   {"upper": upper, "unit": unit, "transpose": transpose},
                   [random(*batch, 3, 3), random(*batch, 3, 2)])
        for m, n in [(3, 3), (4, 2), (2, 4)]:
            tall = random(*batch, m, n) + 2 * np.eye(m, n) * np.arange(1, n + 1)
            if m >= n:
                yield f"{name}-{m}x{n}", "qr", {}, [tall]
            for op in ["svd", "svdValues", "pinv"]:
                yield f"{name}-{m}x{n}", op, {}, [tall]
            yield f"{name}-{m}x{n}", "lstsq", {}, [tall, random(*batch, m, 2)]
    yield "singular-batch", "det", {}, [np.stack([np.eye(3), random(3, 3)])]


def attention_cases(random, generator):
    def parts(b, heads, groups, m, n, d, e=None):
        return [random(b, heads, m, d), random(b, groups, n, d), random(b, groups, n, e or d)]

    truth = generator.random((4, 5)) < 0.6
    truth[:, 0] = True
    yield "plain", "attention", {}, parts(2, 2, 2, 4, 5, 3)
    yield "one-query", "attention", {}, parts(1, 2, 2, 1, 6, 3)
    yield "other-value-size", "attention", {}, parts(1, 2, 2, 3, 4, 3, 5)
    yield "scale", "attention", {"scale": 0.3}, parts(1, 2, 2, 3, 4, 3)
    yield "causal", "attention", {"causal": True}, parts(1, 2, 2, 5, 5, 3)
    yield "causal-cached", "attention", {"causal": True}, parts(1, 2, 2, 2, 5, 3)
    yield "grouped", "attention", {}, parts(2, 4, 2, 3, 4, 2)
    yield "grouped-causal", "attention", {"causal": True}, parts(1, 6, 2, 4, 4, 2)
    yield "one-group", "attention", {}, parts(1, 4, 1, 3, 4, 2)
    yield "truth-mask", "attention", {}, parts(2, 2, 2, 4, 5, 3) + [truth]
    yield "truth-mask-per-head", "attention", {}, parts(1, 2, 2, 4, 5, 3) + [
        np.stack([truth, ~truth | (np.arange(5) == 2)])[None]]
    yield "additive-mask", "attention", {}, parts(2, 2, 2, 4, 5, 3) + [random(4, 5)]
    yield "additive-mask-causal", "attention", {"causal": True}, parts(1, 2, 1, 4, 4, 3) + [
        random(1, 2, 4, 4)]


def conv_cases(random):
    space = {1: [7], 2: [6, 5], 3: [4, 3, 4]}
    kernel = {1: [3], 2: [3, 2], 3: [2, 2, 3]}
    for rank in [1, 2, 3]:
        variants = {
            "plain": {}, "bias": {},
            "stride": {"stride": [2, 1, 2][:rank]},
            "padding": {"padding": [1, 1, 0][:rank]},
            "dilation": {"dilation": [2, 2, 1][:rank]},
            "groups": {"groups": 2},
            "depthwise": {"groups": 4},
            "all": {"stride": [2] * rank, "padding": [2, 1, 1][:rank],
                    "dilation": [2, 1, 1][:rank], "groups": 2},
        }
        for name, attributes in variants.items():
            groups = attributes.get("groups", 1)
            bias = [random(4)] if name in ("bias", "all") else []
            yield (f"{rank}d-{name}", "conv", attributes,
                   [random(2, 4, *space[rank]), random(4, 4 // groups, *kernel[rank])] + bias)
            if name == "all":
                attributes = attributes | {"outputPadding": [1] + [0] * (rank - 1)}
            yield (f"{rank}d-{name}", "convTransposed", attributes,
                   [random(2, 4, *[n - 2 for n in space[rank]]),
                    random(4, 4 // groups, *kernel[rank])] + bias)


def norm_cases(random):
    epsilon = {"epsilon": 1e-5}
    yield "last", "layerNorm", epsilon, [random(3, 5), random(5), random(5)]
    yield "two-axes", "layerNorm", {"epsilon": 0.1}, [random(2, 3, 4), random(3, 4), random(3, 4)]
    for shape in [(5, 3), (4, 3, 4), (2, 3, 2, 3), (2, 2, 2, 2, 2)]:
        name = "x".join(map(str, shape))
        c = shape[1]
        yield name, "batchNorm", epsilon, [random(*shape), random(c), random(c)]
        if len(shape) > 2:
            yield name, "instanceNorm", epsilon, [random(*shape), random(c), random(c)]
    for groups in [1, 2, 4]:
        yield (f"{groups}", "groupNorm", epsilon | {"groups": groups},
               [random(2, 4, 3, 2), random(4), random(4)])
    yield "last", "rmsNorm", epsilon, [random(3, 5), random(5)]
    yield "batch", "rmsNorm", {"epsilon": 0.1}, [random(2, 3, 4), random(4)]


def derivatives(function, inputs, places, random):
    """Outputs; cotangents; gradients of sum(outputs * cotangents); directions; and the gradients of
    sum(gradients * directions)."""
    def outputs(*moving):
        given = list(inputs)
        for place, value in zip(places, moving):
            given[place] = value
        result = function(*given)
        return result if isinstance(result, tuple) else (result,)

    moving = [jnp.asarray(inputs[p]) for p in places]
    values = outputs(*moving)
    cotangents = [random(*v.shape) for v in values]
    directions = [random(*m.shape) for m in moving]

    def total(*moving):
        return sum((v * c).sum() for v, c in zip(outputs(*moving), cotangents))

    every = tuple(range(len(moving)))
    gradient = jax.grad(total, every)

    def directional(*moving):
        return sum((g * d).sum() for g, d in zip(gradient(*moving), directions))

    return (values, cotangents, gradient(*moving), directions, jax.grad(directional, every)(*moving))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=20261122)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    generator = np.random.default_rng(options.seed)

    def random(*shape):
        return np.round(generator.uniform(-1, 1, shape), 4)

    groups = {"linalg": linear_cases(random), "attention": attention_cases(random, generator),
              "convolution": conv_cases(random), "norm": norm_cases(random)}
    for group, cases in groups.items():
        lines, members = [], {}
        for name, op, attributes, inputs in cases:
            name = f"{op}-{name}"
            function = FUNCTIONS[op]
            places = [i for i, x in enumerate(inputs) if x.dtype != bool]
            parts = derivatives(
                lambda *x: function(*x, **attributes), inputs, places, random)
            if any(v.size == 0 for v in parts[0]):
                continue  # no result, nothing to compare
            line = {"case": name, "op": op, "attributes": attributes, "differentiable": places}
            kinds = ["outputs", "cotangents", "gradients", "directions", "second"]
            for kind, arrays in [("inputs", inputs)] + list(zip(kinds, parts)):
                line[kind] = []
                for i, array in enumerate(arrays):
                    array = np.asarray(array)
                    assert array.dtype == bool or np.isfinite(array).all(), (name, kind)
                    member = f"{name}/{kind}{i}"
                    members[member] = array
                    line[kind].append(member)
            line |= {"rtol": 1e-8, "atol": 1e-9}
            lines.append(line)
        with open(options.folder / f"jax-{group}.jsonl", "w") as file:
            for line in lines:
                file.write(json.dumps(line, separators=(",", ":")) + "\n")
        np.savez_compressed(options.folder / f"arrays-{group}.npz", **members)
        print(f"{group}: {len(lines)} cases")


main()
