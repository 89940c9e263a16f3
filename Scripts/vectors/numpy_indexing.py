# This source file is part of TensorChain
#
# Copyright (c) 2026 the TensorChain authors
# Licensed under Apache License v2.0
#
# SPDX-License-Identifier: Apache-2.0

"""Writes Tests/TensorCoreTests/Vectors/numpy/numpy-indexing.jsonl: what NumPy reads and writes with
random indices. Each line holds a shape, whose elements are 0, 1, 2, ..., an index, and what NumPy
answers: the part read, and all elements after a value was written to that part.

Index: an integer; [start, stop, step] with nulls; "..." and "new"; {"at": values, "shape": ...} and
{"mask": 0s and 1s, "shape": ...}.

Usage: python3 Scripts/vectors/numpy_indexing.py [seed] (needs NumPy)
"""

import json
import pathlib
import random
import sys

import numpy

TARGET = pathlib.Path("Tests/TensorCoreTests/Vectors/numpy/numpy-indexing.jsonl")
CASES = 400


def random_slice(rng, n):
    step = rng.choice([1, 1, 1, 2, 3, -1, -2])
    low, high = -n, (n if step > 0 else n - 1)
    start = rng.choice([None, rng.randint(low, high)]) if high >= low else None
    stop = rng.choice([None, rng.randint(low, high)]) if high >= low else None
    return [start, stop, step]


def random_index(rng, shape):
    """Items with their NumPy counterparts."""
    items, keys = [], []
    common = [rng.randint(1, 3) for _ in range(rng.randint(0, 2))]
    mask_count = None
    tensors = rng.random() < 0.75
    axis = 0
    end = len(shape) if rng.random() < 0.6 else rng.randint(0, len(shape))
    ellipsis = rng.random() < 0.4
    while True:
        if rng.random() < 0.12:
            items.append("new")
            keys.append(None)
        if ellipsis and rng.random() < 0.3:
            items.append("...")
            keys.append(Ellipsis)
            ellipsis = False
            axis += rng.randint(0, max(0, end - axis))
            if rng.random() < 0.5:  # an ellipsis for no axis at all, if the rest is indexed
                end = len(shape)
        if axis >= end:
            break
        n = shape[axis]
        kind = rng.random()
        if tensors and kind < 0.45 and n > 0:
            own = [d if rng.random() < 0.8 else 1 for d in common]
            own = own[rng.randint(0, len(own)):] if rng.random() < 0.3 else own
            values = numpy.array(
                [rng.randint(-n, n - 1) for _ in range(int(numpy.prod(own, dtype=int)))],
                dtype=numpy.int64).reshape(own)
            items.append({"at": values.ravel().tolist(), "shape": own})
            keys.append(values)
            axis += 1
        elif tensors and kind < 0.6 and mask_count is None:
            rank = rng.randint(1, min(2, end - axis))
            own = list(shape[axis:axis + rank])
            mask = numpy.array(
                [rng.random() < 0.5 for _ in range(int(numpy.prod(own, dtype=int)))],
                dtype=bool).reshape(own)
            mask_count = int(mask.sum())
            items.append({"mask": mask.ravel().astype(int).tolist(), "shape": own})
            keys.append(mask)
            axis += rank
        elif kind < 0.78 and n > 0:
            i = rng.randint(-n, n - 1)
            items.append(i)
            keys.append(i)
            axis += 1
        else:
            part = random_slice(rng, n)
            items.append(part)
            keys.append(slice(*part))
            axis += 1
    return items, tuple(keys)


def value_shape(rng, shape):
    """A shape that broadcasts to this one."""
    own = [1 if rng.random() < 0.3 else d for d in shape]
    drop = rng.randint(0, len(own)) if rng.random() < 0.4 else 0
    own = own[drop:]
    return [1] + own if rng.random() < 0.1 and len(own) == len(shape) < 8 else own


def main():
    rng = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 20261122)
    lines = []
    while len(lines) < CASES:
        shape = [rng.randint(1, 5) if rng.random() < 0.97 else 0 for _ in range(rng.choice([0, 1, 2, 2, 3, 3, 3, 4, 4]))]
        x = numpy.arange(int(numpy.prod(shape, dtype=int)), dtype=numpy.int64).reshape(shape)
        items, key = random_index(rng, shape)
        try:
            part = x[key]
        except IndexError:
            continue  # too many axes behind an ellipsis, or tensors that do not broadcast
        if part.ndim > 8:
            continue
        own = value_shape(rng, part.shape) if part.ndim else []
        value = (1000 + numpy.arange(int(numpy.prod(own, dtype=int)), dtype=numpy.int64)).reshape(own)
        after = x.copy()
        after[key] = value
        lines.append({
            "shape": shape, "index": items, "resultShape": list(part.shape),
            "result": part.ravel().tolist(), "valueShape": own, "after": after.ravel().tolist()})
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text("".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines))
    print(f"{len(lines)} cases, numpy {numpy.__version__}")


main()
