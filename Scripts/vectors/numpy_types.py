#!/usr/bin/env python3
# This source file is part of TensorChain
#
# Copyright (c) 2026 the TensorChain authors
# Licensed under Apache License v2.0
#
# SPDX-License-Identifier: Apache-2.0

"""Writes what NumPy does with element types, as JSON: the type of a sum of any two, integer arithmetic,
and conversions to half width.

Usage: numpy_types.py FILE          (needs numpy and ml_dtypes; the committed file is of 2.4 and 0.6)
"""
import json
import sys

import ml_dtypes
import numpy as np

TYPES = {
    "float32": np.float32, "float64": np.float64, "float16": np.float16,
    "bfloat16": ml_dtypes.bfloat16, "int8": np.int8, "int16": np.int16, "int32": np.int32,
    "int64": np.int64, "uint8": np.uint8, "bool": np.bool_,
}
OPERATIONS = {
    "add": np.add, "subtract": np.subtract, "multiply": np.multiply, "divide": np.true_divide,
    "floorDivide": np.floor_divide, "remainder": np.remainder, "power": np.power,
    "maximum": np.maximum, "minimum": np.minimum, "and": np.bitwise_and, "or": np.bitwise_or,
    "xor": np.bitwise_xor, "shiftLeft": np.left_shift, "shiftRight": np.right_shift,
}


def listed(array):
    """Numbers as JSON has them; what it has not as text."""
    if array.dtype.kind in "fV":
        return [repr(float(x)) for x in array]
    return [int(x) for x in array]


def operands(dtype, reverse):
    if dtype == "bool":
        values = [0, 1]
    elif dtype == "uint8":
        values = [0, 1, 2, 3, 7, 8, 100, 200, 255]
    elif dtype.startswith("float"):
        values = [0.0, -0.0, 1.0, -1.0, 2.5, -2.5, 7.25, 0.1, np.inf, -np.inf, np.nan]
    else:
        info = np.iinfo(dtype)
        values = [info.min, -100, -7, -3, -1, 0, 1, 2, 3, 9, 63, info.max]
    pairs = [(x, y) for x in values for y in values]
    return np.array([p[1 if reverse else 0] for p in pairs]).astype(dtype)


def arithmetic():
    pairs = [(t, t) for t in ["int8", "int16", "int32", "int64", "uint8", "bool"]]
    floats = [(t, t) for t in ["float32", "float64", "float16"]]
    for name, function in OPERATIONS.items():
        for left, right in pairs + (floats if name in ("floorDivide", "remainder") else []):
            x, y = operands(left, False), operands(right, True)
            if name == "power":
                x, y = x[y.astype(np.int64) >= 0], y[y.astype(np.int64) >= 0]
            try:
                with np.errstate(all="ignore"):
                    z = function(x, y)
            except TypeError:
                continue
            yield {
                "operation": name, "left": left, "right": right, "x": listed(x), "y": listed(y),
                "result": str(z.dtype), "z": listed(z),
            }


def conversions():
    """Bits of float32 and float64 around every place where rounding to half width changes."""
    rng = np.random.default_rng(1)
    halves = rng.integers(0, 0x7C00, 100, dtype=np.uint16).view(np.float16).astype(np.float64)
    steps = np.concatenate([halves, [65504, 65519, 65520, 65536, 2.0**-24, 2.0**-25, 2.0**-26, 0]])
    near = []
    for x in steps:
        spacing = float(np.spacing(np.float16(x))) if x < 65000 else 32.0
        near += [x, x + spacing / 2, x + spacing / 4, x + spacing * 0.75]
    singles = np.array(near, np.float32)
    singles = np.concatenate([singles, np.nextafter(singles, np.float32(np.inf)), -singles])
    singles = np.concatenate([singles, rng.integers(0, 1 << 32, 300, dtype=np.uint64)
                              .astype(np.uint32).view(np.float32)])
    singles = singles[~np.isnan(singles)]
    doubles = np.concatenate([np.array(near), np.nextafter(near, np.inf), np.nextafter(near, -1)])
    with np.errstate(all="ignore"):
        return {
            "float32": [int(b) for b in singles.view(np.uint32)],
            "float16": [int(b) for b in singles.astype(np.float16).view(np.uint16)],
            "bfloat16": [int(b) for b in singles.astype(ml_dtypes.bfloat16).view(np.uint16)],
            "float64": [f"{b:016x}" for b in doubles.view(np.uint64)],
            "float16 of float64": [int(b) for b in doubles.astype(np.float16).view(np.uint16)],
        }


def main():
    promotions = {
        a: {b: str((np.zeros(1, x) + np.zeros(1, y)).dtype) for b, y in TYPES.items()}
        for a, x in TYPES.items()
    }
    with open(sys.argv[1], "w") as file:
        parts = [
            '"promotions": ' + json.dumps(promotions),
            '"arithmetic": [\n' + ",\n".join(json.dumps(c) for c in arithmetic()) + "\n]",
            '"conversions": ' + json.dumps(conversions()),
        ]
        file.write("{\n" + ",\n".join(parts) + "\n}\n")


main()
