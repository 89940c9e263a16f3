# This source file is part of TensorChain
#
# Copyright (c) 2026 the TensorChain authors
# Licensed under Apache License v2.0
#
# SPDX-License-Identifier: Apache-2.0

"""Writes Tests/TensorCoreTests/Vectors/numpy/numpy-einsum.jsonl: numpy.einsum of random subscripts.
Each line holds the subscripts, the operands' shapes, and the shape and elements of the answer. Element
i of operand p is ((7 i + 3 p) mod 11) - 5, so that all sums are exact.

Usage: python3 Scripts/vectors/numpy_einsum.py [seed] (needs NumPy)
"""

import json
import pathlib
import random
import sys

import numpy

TARGET = pathlib.Path("Tests/TensorCoreTests/Vectors/numpy/numpy-einsum.jsonl")
KNOWN = [
    ("ij,jk->ik", [[2, 3], [3, 4]]), ("ij->ji", [[2, 3]]), ("ii", [[3, 3]]), ("ii->i", [[3, 3]]),
    ("ij->", [[2, 3]]), ("i,i", [[4], [4]]), ("i,j", [[2], [3]]), ("ba", [[2, 3]]),
    ("...ij,...jk->...ik", [[5, 2, 3], [5, 3, 4]]), ("...ij,...jk", [[2, 3], [5, 3, 4]]),
    ("ik,jkl,il->ij", [[2, 3], [4, 3, 5], [2, 5]]), ("i...->...", [[2, 3, 4]]),
    ("...ii->...i", [[2, 3, 3]]), ("bhqd,bhkd->bhqk", [[2, 3, 4, 5], [2, 3, 6, 5]]),
    ("ij,jk,kl,lm->im", [[2, 3], [3, 4], [4, 5], [5, 2]]), (",i->i", [[], [3]]), ("->", [[]]),
    ("ijk,ijk->", [[2, 3, 4], [2, 3, 4]]), (" i j , j k -> k i ", [[2, 3], [3, 4]]),
    ("iji,jij->ij", [[2, 3, 2], [3, 2, 3]]), ("ij,kl->ijkl", [[2, 1], [1, 3]]),
    ("ij,ij->j", [[1, 3], [4, 1]]), ("aB,Bc->ca", [[2, 3], [3, 4]]),
    ("i...,i...->...", [[3, 1, 4], [3, 2, 1]]), ("ij,j->i", [[0, 3], [3]]), ("ij,jk", [[2, 0], [0, 2]]),
]


def operand(shape, place):
    count = int(numpy.prod(shape, dtype=int))
    return (((7 * numpy.arange(count) + 3 * place) % 11) - 5).astype(numpy.float64).reshape(shape)


def random_case(rng):
    letters = "abcdeXY"[:rng.randint(2, 7)]
    sizes = {c: rng.randint(1, 4) for c in letters}
    hidden = [rng.randint(1, 3) for _ in range(rng.randint(0, 2))]
    terms, shapes, seen = [], [], []
    has_ellipsis = False
    for _ in range(rng.randint(1, 4)):
        term = [rng.choice(letters) for _ in range(rng.randint(0, 3))]
        shape = [1 if rng.random() < 0.08 and term.count(c) == 1 else sizes[c] for c in term]
        text = list(term)
        if rng.random() < 0.3:
            own = [1 if rng.random() < 0.2 else d for d in hidden[rng.randint(0, len(hidden)):]]
            place = rng.randint(0, len(term))
            text.insert(place, "...")
            shape[place:place] = own
            has_ellipsis = True
        terms.append("".join(text))
        shapes.append(shape)
        seen += term
    subscripts = ",".join(terms)
    if rng.random() < 0.7:
        kept = [c for c in dict.fromkeys(seen) if rng.random() < 0.5]
        rng.shuffle(kept)
        if has_ellipsis and rng.random() < 0.9:
            kept.insert(rng.randint(0, len(kept)), "...")
        subscripts += "->" + "".join(kept)
    return subscripts, shapes


def main():
    rng = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 20261122)
    lines = []
    cases = list(KNOWN)
    while len(lines) < 160:
        subscripts, shapes = cases.pop(0) if cases else random_case(rng)
        try:
            result = numpy.einsum(subscripts, *[operand(s, p) for p, s in enumerate(shapes)])
        except ValueError:
            continue  # an ellipsis that the output leaves out
        if result.ndim > 8 or result.size > 600:
            continue
        lines.append({
            "subscripts": subscripts, "shapes": shapes, "resultShape": list(result.shape),
            "result": [int(v) for v in result.ravel()]})
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text("".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines))
    print(f"{len(lines)} cases, numpy {numpy.__version__}")


main()
