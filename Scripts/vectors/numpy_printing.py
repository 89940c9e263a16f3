#!/usr/bin/env python3
# This source file is part of TensorChain
#
# Copyright (c) 2026 the TensorChain authors
# Licensed under Apache License v2.0
#
# SPDX-License-Identifier: Apache-2.0

"""Writes arrays and what NumPy's str makes of them, as JSON: element type, shape, the elements' bytes in
hexadecimal, little-endian, and the text.

Usage: numpy_printing.py FILE          (needs numpy; the committed file is of 2.4)
"""
import json
import sys

import numpy as np

inf, nan = np.inf, np.nan
FLOATS = ["float16", "float32", "float64"]


def arrays():
    """Yields lists, numbers or arrays with a type."""
    for t in FLOATS:
        yield [1, 2.5, -3], t
        yield [[1, 2], [30, 4]], t
        yield [0.1, 0.25, 100], t
        yield [1 / 3, 2 / 3, 1], t
        yield [0.0, -0.0], t
        yield [nan, 1, -2.5], t
        yield [inf, -inf, nan], t
        yield [inf, 1], t
        yield [-inf, 1e-5], t
        yield [nan], t
        yield [0.0001, 0.09], t
        yield [0.00009, 0.09], t
        yield [1e-7, 1], t
        yield [999, 1], t
        yield [1000, 1], t
        yield [1000.5, 1], t
        yield [1001, 1], t
        yield [12345, 0.5], t
        yield [[[1.5, -2], [3, 4]], [[5, 6], [7, 8.25]]], t
        yield np.zeros((2, 1, 2)), t
        yield np.zeros((0,)), t
        yield np.zeros((2, 0)), t
        yield np.arange(30) / 7, t
        yield np.arange(60).reshape(3, 20) * 1.25, t
        yield np.linspace(-1, 1, 11), t
        yield np.arange(1100) / 8, t
        for number in [0.5, 1, -0.0, 1 / 3, 1e-4, 9e-5, 1000, 65504, nan, inf, -inf]:
            yield number, t
    for t in ["float32", "float64"]:
        yield [999999, 1000000], t
        yield [1e6, 2e6], t
        yield [99999999, 12345678], t
        yield [1e8, 5e8], t
        yield [1e10, 1], t
        yield [3.14159265358979, 2.718281828459045], t
        yield [1.00000001, 2], t
        yield [1e-20, 1e20], t
        yield [1e-45, 3e38], t
        yield [0.1, 1.2345678e-9], t
        yield [0.1, 0.7, 1234.5678], t
        yield np.logspace(-3, 3, 13), t
        yield np.sin(np.arange(24)).reshape(4, 6), t
        yield np.exp(np.arange(12) - 6.0), t
        for number in [1e16, 9.9e15, 123456789, 1e-5, 1.5e300, 0.1, 1e22, 16777216]:
            if t == "float64" or number < 1e38:
                yield number, t
    yield np.arange(2000).reshape(4, 500) / 16, "float32"
    yield np.arange(2000).reshape(500, 4) / 16, "float16"
    # Exactly between two texts of 8 digits.
    yield [0.000244140625, 0.001953125], "float64"
    yield [2.0**-9 * 1.5, 1.0, 2.0**-10 * 5], "float64"
    yield [1.123456785, 2.123456795, 3.000000005], "float64"
    yield [5e-324, 1.7976931348623157e308], "float64"
    yield [2.0**-30, 2.0**-31, 2.0**-32 * 3], "float64"
    yield [1.0000000005e10, 2], "float64"
    yield [6e-8, 65504], "float16"
    for t in ["int8", "int16", "int32", "int64", "uint8"]:
        yield [1, 10, 100], t
        yield [[1, 20], [100, 4]], t
        yield 7, t
        yield np.zeros((1, 0, 3)), t
    for t in ["int8", "int16", "int32", "int64"]:
        yield [-100, 1, 0], t
        yield -5, t
    yield [np.iinfo("int64").min, np.iinfo("int64").max], "int64"
    yield np.arange(1001), "int32"
    yield np.arange(1000), "int32"
    yield np.arange(10000).reshape(100, 100), "int16"
    yield np.arange(-600, 600).reshape(2, 3, 200), "int32"
    yield np.arange(7**4).reshape(7, 7, 7, 7), "int16"
    yield np.arange(16).reshape(2, 2, 2, 2), "uint8"
    yield np.arange(40) * 12345, "int64"
    yield [True, False], "bool"
    yield [True, True], "bool"
    yield [[True], [False]], "bool"
    yield np.arange(30) % 3 == 0, "bool"
    yield True, "bool"
    yield np.arange(1200) % 2 == 0, "bool"


def main():
    cases = []
    for value, dtype in arrays():
        with np.errstate(over="ignore"):
            array = np.array(value).astype(dtype)
        cases.append(
            {
                "dtype": dtype,
                "shape": list(array.shape),
                "bytes": array.astype(array.dtype.newbyteorder("<")).tobytes().hex(),
                "text": str(array),
            }
        )
    with open(sys.argv[1], "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


main()
