# This source file is part of TensorChain
#
# Copyright (c) 2026 the TensorChain authors
# Licensed under Apache License v2.0
#
# SPDX-License-Identifier: Apache-2.0

"""JAX's workloads, compiled, on the CPU. Every call waits for its result."""

import os

threads = int(os.environ["PEER_THREADS"])
every_processor = os.sched_getaffinity(0)
# XLA makes as many threads as it finds processors; the processors are given back after that.
os.sched_setaffinity(0, set(sorted(every_processor)[:threads]))

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from protocol import serve

jax.block_until_ready(jnp.zeros(4) + 1)
for task in os.listdir("/proc/self/task"):
    try:
        os.sched_setaffinity(int(task), every_processor)
    except ProcessLookupError:
        pass

random = np.random.default_rng(1)
f32 = jnp.float32


def normal(*shape):
    return jnp.asarray(random.standard_normal(shape, dtype=np.float32))


def integers(bound, *shape):
    return jnp.asarray(random.integers(0, bound, shape, dtype=np.int32))


def timed(function, *arguments):
    """A compiled function on these arguments."""
    compiled = jax.jit(function)
    return (
        "wait(f(*x))", {"f": compiled, "x": arguments, "wait": jax.block_until_ready})


def both_ways(function, inputs, gradient):
    def work(inputs, gradient):
        value, pullback = jax.vjp(function, *inputs)
        return value, pullback(gradient)

    return timed(work, tuple(inputs), gradient)


def layer_norm(x, w, b):
    mean = x.mean(-1, keepdims=True)
    variance = jnp.square(x - mean).mean(-1, keepdims=True)
    return (x - mean) * lax.rsqrt(variance + 1e-5) * w + b


def layer_norm_inputs():
    return normal(4096, 768), jnp.ones(768), jnp.zeros(768)


def convolution(x, w, b, padding=1):
    y = lax.conv_general_dilated(x, w, (1, 1), [(padding, padding)] * 2)
    return y + b[:, None, None]


def convolution_inputs():
    return normal(32, 64, 28, 28), normal(64, 64, 3, 3) * 0.05, normal(64)


def max_pool(x):
    return lax.reduce_window(x, -jnp.inf, lax.max, (1, 1, 2, 2), (1, 1, 2, 2), "VALID")


def attention(q, k, v):
    """[batch, heads, length, width], causal."""
    length = q.shape[-2]
    scores = jnp.einsum("bhqd,bhkd->bhqk", q, k) / np.sqrt(q.shape[-1])
    mask = jnp.tril(jnp.ones((length, length), bool))
    return jnp.einsum(
        "bhqk,bhkd->bhqd", jax.nn.softmax(jnp.where(mask, scores, -jnp.inf), -1), v)


def attention_inputs():
    return [normal(8, 8, 256, 64) for _ in range(3)]


def loss_of(logits, labels):
    logits = logits.reshape(-1, logits.shape[-1])
    own = jnp.take_along_axis(logits, labels[:, None], -1)[:, 0]
    return (jax.nn.logsumexp(logits, -1) - own).mean()


def cross_entropy():
    labels = integers(10000, 4096)
    return timed(jax.value_and_grad(lambda x: loss_of(x, labels)), normal(4096, 10000))


def training_step(model, parameters, x, labels, decay=0.0):
    zeros = jax.tree.map(jnp.zeros_like, parameters)
    state = [parameters, zeros, jax.tree.map(jnp.zeros_like, parameters), jnp.zeros((), f32)]

    def step(state, x, labels):
        parameters, first, second, count = state
        gradients = jax.grad(lambda p: loss_of(model(p, x), labels))(parameters)
        count = count + 1
        first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, gradients)
        second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, gradients)

        def update(p, m, v):
            m, v = m / (1 - 0.9**count), v / (1 - 0.999**count)
            return p - 1e-3 * (m / (jnp.sqrt(v) + 1e-8) + decay * p)

        return [jax.tree.map(update, parameters, first, second), first, second, count]

    step = jax.jit(step, donate_argnums=0)

    def work():
        state[:] = step(state, x, labels)
        jax.block_until_ready(state)

    return work


def dense(inputs, outputs):
    return normal(inputs, outputs) / np.sqrt(inputs), jnp.zeros(outputs)


def mlp():
    layers = [dense(784, 512), dense(512, 512), dense(512, 10)]

    def model(layers, x):
        for index, (w, b) in enumerate(layers):
            x = x @ w + b
            if index < 2:
                x = jax.nn.relu(x)
        return x

    return training_step(model, layers, normal(128, 784), integers(10, 128))


def lenet():
    parameters = [
        (normal(6, 1, 5, 5) * 0.2, jnp.zeros(6)), (normal(16, 6, 5, 5) * 0.1, jnp.zeros(16)),
        dense(400, 120), dense(120, 84), dense(84, 10),
    ]

    def model(parameters, x):
        x = max_pool(jax.nn.relu(convolution(x, *parameters[0], padding=2)))
        x = max_pool(jax.nn.relu(convolution(x, *parameters[1], padding=0)))
        x = x.reshape(x.shape[0], -1)
        for index, (w, b) in enumerate(parameters[2:]):
            x = x @ w + b
            if index < 2:
                x = jax.nn.relu(x)
        return x

    return training_step(model, parameters, normal(64, 1, 28, 28), integers(10, 64))


HEADS, WIDTH, LENGTH, VOCABULARY = 4, 128, 128, 65


def gpt_parameters():
    def block():
        return {
            "norm1": (jnp.ones(WIDTH), jnp.zeros(WIDTH)),
            "norm2": (jnp.ones(WIDTH), jnp.zeros(WIDTH)),
            "qkv": dense(WIDTH, 3 * WIDTH), "out": dense(WIDTH, WIDTH),
            "up": dense(WIDTH, 4 * WIDTH), "down": dense(4 * WIDTH, WIDTH),
        }

    return {
        "tokens": normal(VOCABULARY, WIDTH), "positions": normal(LENGTH, WIDTH),
        "blocks": [block() for _ in range(4)],
        "norm": (jnp.ones(WIDTH), jnp.zeros(WIDTH)), "head": dense(WIDTH, VOCABULARY)[0],
    }


def affine(parameters, x):
    return x @ parameters[0] + parameters[1]


def heads_of(block, x):
    batch, length, _ = x.shape
    qkv = affine(block["qkv"], layer_norm(x, *block["norm1"]))
    return qkv.reshape(batch, length, 3, HEADS, WIDTH // HEADS).transpose(2, 0, 3, 1, 4)


def rest_of(block, x, y):
    batch, length, _ = x.shape
    x = x + affine(block["out"], y.transpose(0, 2, 1, 3).reshape(batch, length, WIDTH))
    hidden = jax.nn.gelu(
        affine(block["up"], layer_norm(x, *block["norm2"])), approximate=False)
    return x + affine(block["down"], hidden)


def gpt_model(parameters, ids):
    x = parameters["tokens"][ids] + parameters["positions"][: ids.shape[1]]
    for block in parameters["blocks"]:
        x = rest_of(block, x, attention(*heads_of(block, x)))
    return layer_norm(x, *parameters["norm"]) @ parameters["head"]


def gpt():
    return training_step(
        gpt_model, gpt_parameters(), integers(VOCABULARY, 16, LENGTH),
        integers(VOCABULARY, 16 * LENGTH), decay=0.01)


def generate():
    parameters = gpt_parameters()

    def work(parameters):
        shape = (4, 1, HEADS, LENGTH, WIDTH // HEADS)

        def step(carry, position):
            token, keys, values = carry
            x = (parameters["tokens"][token] + parameters["positions"][position])[None, None]
            for index, block in enumerate(parameters["blocks"]):
                q, k, v = heads_of(block, x)
                keys = lax.dynamic_update_slice(keys, k[None], (index, 0, 0, position, 0))
                values = lax.dynamic_update_slice(values, v[None], (index, 0, 0, position, 0))
                scores = jnp.einsum("bhqd,bhkd->bhqk", q, keys[index]) / np.sqrt(WIDTH // HEADS)
                scores = jnp.where(jnp.arange(LENGTH) <= position, scores, -jnp.inf)
                y = jnp.einsum("bhqk,bhkd->bhqd", jax.nn.softmax(scores, -1), values[index])
                x = rest_of(block, x, y)
            logits = layer_norm(x, *parameters["norm"]) @ parameters["head"]
            token = logits[0, 0].argmax().astype(jnp.int32)
            return (token, keys, values), token

        start = (jnp.zeros((), jnp.int32), jnp.zeros(shape), jnp.zeros(shape))
        return lax.scan(step, start, jnp.arange(127))[1]

    return timed(work, parameters)


def scalar_chain():
    def function(x):
        for _ in range(500):
            x = x * 0.999
            x = x + 0.001
        return x

    return timed(jax.value_and_grad(function), jnp.float32(0.5))


def symmetric(n):
    x = normal(n, n)
    return x @ x.T / n + jnp.eye(n)


workloads = {
    "gemm/batched": lambda: timed(jnp.matmul, normal(64, 128, 128), normal(64, 128, 128)),
    "elementwise/relu(a*b+c)/1e6": lambda: timed(
        lambda a, b, c: jax.nn.relu(a * b + c), *(normal(1_000_000) for _ in range(3))),
    "softmax/softmax": lambda: timed(jax.nn.softmax, normal(4096, 1024)),
    "softmax/logSoftmax": lambda: timed(jax.nn.log_softmax, normal(4096, 1024)),
    "layerNorm/forward": lambda: timed(layer_norm, *layer_norm_inputs()),
    "layerNorm/both": lambda: both_ways(layer_norm, layer_norm_inputs(), normal(4096, 768)),
    "movement/transpose": lambda: timed(lambda x: x.T.copy(), normal(4096, 4096)),
    "conv2d/forward": lambda: timed(convolution, *convolution_inputs()),
    "conv2d/both": lambda: both_ways(
        convolution, convolution_inputs(), normal(32, 64, 28, 28)),
    "maxPool/forward": lambda: timed(max_pool, normal(32, 64, 28, 28)),
    "maxPool/both": lambda: both_ways(
        max_pool, [normal(32, 64, 28, 28)], normal(32, 64, 14, 14)),
    "embedding/forward": lambda: timed(
        lambda table, ids: table[ids], normal(10000, 256), integers(10000, 8192)),
    "embedding/both": lambda: (
        lambda ids: both_ways(
            lambda table: table[ids], [normal(10000, 256)], normal(8192, 256))
    )(integers(10000, 8192)),
    "attention/forward": lambda: timed(attention, *attention_inputs()),
    "attention/both": lambda: both_ways(
        attention, attention_inputs(), normal(8, 8, 256, 64)),
    "crossEntropy/both": cross_entropy,
    "train/mlp": mlp,
    "train/lenet": lenet,
    "train/gpt": gpt,
    "generate/gpt": generate,
    "small/add4": lambda: timed(jnp.add, normal(4), normal(4)),
    "small/chain": scalar_chain,
}
for n in (64, 128, 256, 512, 1024, 2048):
    workloads[f"gemm/{n}"] = lambda n=n: timed(jnp.matmul, normal(n, n), normal(n, n))
for label, count in (("1e3", 1_000), ("1e6", 1_000_000), ("1e7", 10_000_000)):
    for name, function, operands in (
        ("add", jnp.add, 2), ("mul", jnp.multiply, 2), ("exp", jnp.exp, 1), ("tanh", jnp.tanh, 1),
        ("gelu", lambda x: jax.nn.gelu(x, approximate=False), 1),
    ):
        workloads[f"elementwise/{name}/{label}"] = (
            lambda f=function, count=count, operands=operands: timed(
                f, *(normal(count) for _ in range(operands))))
for name, function in (("sum", jnp.sum), ("mean", jnp.mean), ("max", jnp.max)):
    workloads[f"reduce/{name} all"] = lambda f=function: timed(f, normal(4096, 1024))
    workloads[f"reduce/{name} last"] = lambda f=function: timed(
        lambda x: f(x, axis=-1), normal(4096, 1024))
for n in (256, 512):
    workloads[f"linalg/cholesky/{n}"] = lambda n=n: timed(jnp.linalg.cholesky, symmetric(n))
    workloads[f"linalg/qr/{n}"] = lambda n=n: timed(jnp.linalg.qr, symmetric(n))
    workloads[f"linalg/solve/{n}"] = lambda n=n: timed(
        jnp.linalg.solve, symmetric(n), normal(n, n))
    workloads[f"linalg/eigh/{n}"] = lambda n=n: timed(jnp.linalg.eigh, symmetric(n))
    workloads[f"linalg/svd/{n}"] = lambda n=n: timed(
        lambda x: jnp.linalg.svd(x, full_matrices=False), symmetric(n))

serve(workloads)
