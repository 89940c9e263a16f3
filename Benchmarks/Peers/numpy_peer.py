# This source file is part of TensorChain
#
# Copyright (c) 2026 the TensorChain authors
# Licensed under Apache License v2.0
#
# SPDX-License-Identifier: Apache-2.0

"""NumPy's workloads. It has no gradients: rows with both ways are not its."""

import numpy as np

from protocol import serve

random = np.random.default_rng(1)


def normal(*shape):
    return random.standard_normal(shape, dtype=np.float32)


def product(*shapes):
    def prepare():
        a, b = (normal(*shape) for shape in shapes)
        return "np.matmul(a, b)", {"np": np, "a": a, "b": b}

    return prepare


def unary(function, *shape):
    def prepare():
        return "f(x)", {"f": function, "x": normal(*shape)}

    return prepare


def binary(function, count):
    def prepare():
        return "f(x, y)", {"f": function, "x": normal(count), "y": normal(count)}

    return prepare


def chain():
    a, b, c = (normal(1_000_000) for _ in range(3))
    return "np.maximum(a * b + c, 0)", {"np": np, "a": a, "b": b, "c": c}


def softmax():
    x = normal(4096, 1024)

    def work():
        y = x - x.max(axis=-1, keepdims=True)
        np.exp(y, out=y)
        y /= y.sum(axis=-1, keepdims=True)
        return y

    return work


def log_softmax():
    x = normal(4096, 1024)

    def work():
        y = x - x.max(axis=-1, keepdims=True)
        y -= np.log(np.exp(y).sum(axis=-1, keepdims=True))
        return y

    return work


def embedding():
    table = normal(10000, 256)
    ids = random.integers(0, 10000, 8192)
    return "table[ids]", {"table": table, "ids": ids}


def transpose():
    return "np.ascontiguousarray(x.T)", {"np": np, "x": normal(4096, 4096)}


def add4():
    return "a + b", {"a": normal(4), "b": normal(4)}


def symmetric(n):
    x = normal(n, n)
    return x @ x.T / n + np.eye(n, dtype=np.float32)


def decomposition(function, n):
    return lambda: ("f(x)", {"f": function, "x": symmetric(n)})


def solve(n):
    return lambda: ("f(x, y)", {"f": np.linalg.solve, "x": symmetric(n), "y": normal(n, n)})


workloads = {
    "gemm/batched": product((64, 128, 128), (64, 128, 128)),
    "elementwise/relu(a*b+c)/1e6": chain,
    "softmax/softmax": softmax,
    "softmax/logSoftmax": log_softmax,
    "movement/transpose": transpose,
    "embedding/forward": embedding,
    "small/add4": add4,
}
for n in (64, 128, 256, 512, 1024, 2048):
    workloads[f"gemm/{n}"] = product((n, n), (n, n))
for label, count in (("1e3", 1_000), ("1e6", 1_000_000), ("1e7", 10_000_000)):
    workloads[f"elementwise/add/{label}"] = binary(np.add, count)
    workloads[f"elementwise/mul/{label}"] = binary(np.multiply, count)
    workloads[f"elementwise/exp/{label}"] = unary(np.exp, count)
    workloads[f"elementwise/tanh/{label}"] = unary(np.tanh, count)
for name in ("sum", "mean", "max"):
    function = getattr(np, name)
    workloads[f"reduce/{name} all"] = unary(function, 4096, 1024)
    workloads[f"reduce/{name} last"] = unary(lambda x, f=function: f(x, axis=-1), 4096, 1024)
for n in (256, 512):
    workloads[f"linalg/cholesky/{n}"] = decomposition(np.linalg.cholesky, n)
    workloads[f"linalg/qr/{n}"] = decomposition(np.linalg.qr, n)
    workloads[f"linalg/solve/{n}"] = solve(n)
    workloads[f"linalg/eigh/{n}"] = decomposition(np.linalg.eigh, n)
    workloads[f"linalg/svd/{n}"] = decomposition(
        lambda x: np.linalg.svd(x, full_matrices=False), n)

serve(workloads)
