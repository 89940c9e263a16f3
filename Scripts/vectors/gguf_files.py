#!/usr/bin/env python3
# This source file is part of TensorChain
#
# Copyright (c) 2026 the TensorChain authors
# Licensed under Apache License v2.0
#
# SPDX-License-Identifier: Apache-2.0

"""Writes small GGUF files with the package of that name, and what they hold as JSON; and packed weights
with the numbers that the package's reference makes of them.

Usage: gguf_files.py FOLDER              (needs numpy, gguf; the committed files are of 2.4, 0.19)
"""
import json
import pathlib
import sys

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Q, GGUFValueType as V

QUANTIZED = {"Q8_0": Q.Q8_0, "Q4_0": Q.Q4_0, "Q4_1": Q.Q4_1, "Q4_K": Q.Q4_K, "Q6_K": Q.Q6_K}


def hexed(array):
    return np.ascontiguousarray(array).tobytes().hex()


def random_blocks(rng, name, count):
    """Any bits, but scales that are numbers."""
    bytes_ = gguf.GGML_QUANT_SIZES[QUANTIZED[name]][1]
    blocks = np.frombuffer(rng.bytes(count * bytes_), np.uint8).reshape(count, bytes_).copy()
    places = {"Q8_0": [0], "Q4_0": [0], "Q4_1": [0, 2], "Q4_K": [0, 2], "Q6_K": [208]}[name]
    for place in places:
        scales = (rng.standard_normal(count) * 10.0 ** rng.integers(-7, 3, count)).astype(np.float16)
        blocks[:, place:place + 2] = scales.view(np.uint8).reshape(count, 2)
    return blocks


def quantizable(rng):
    """Rows that are hard to round: ties, zeros of both signs, tiny, huge and one-sided numbers."""
    rows = [rng.standard_normal(64), np.zeros(64), -np.zeros(64), rng.standard_normal(64) * 1e-6,
            rng.standard_normal(64) * 1e4, np.abs(rng.standard_normal(64)), -np.abs(rng.standard_normal(64)),
            np.arange(64) / 2 - 16, np.full(64, 3.25), np.where(np.arange(64) == 40, -8.0, 0.5),
            rng.integers(-127, 128, 64) / 2, rng.standard_normal(64) * 1e-30,
            rng.standard_normal(64) * 1e-42]
    return np.array(rows + [rng.standard_normal(64) * 10.0 ** rng.integers(-4, 4) for _ in range(40)],
                    np.float32)


METADATA = [
    ("t.uint8", V.UINT8, 200), ("t.int8", V.INT8, -100), ("t.uint16", V.UINT16, 60000),
    ("t.int16", V.INT16, -30000), ("t.uint32", V.UINT32, 4000000000), ("t.int32", V.INT32, -2000000000),
    ("t.float32", V.FLOAT32, 0.1), ("t.bool", V.BOOL, True), ("t.false", V.BOOL, False),
    ("t.string", V.STRING, "größe \U0001f600\n"), ("t.empty", V.STRING, ""),
    ("t.uint64", V.UINT64, 2**63 + 5), ("t.int64", V.INT64, -2**62), ("t.float64", V.FLOAT64, 0.1),
]
ARRAYS = [
    ("a.uint8", V.UINT8, [0, 255]), ("a.int8", V.INT8, [-128, 127]), ("a.uint16", V.UINT16, [0, 65535]),
    ("a.int16", V.INT16, [-32768, 32767]), ("a.uint32", V.UINT32, [0, 2**32 - 1]),
    ("a.int32", V.INT32, [-2**31, 2**31 - 1]), ("a.float32", V.FLOAT32, [0.5, -1e30]),
    ("a.bool", V.BOOL, [True, False, True]), ("a.string", V.STRING, ["a", "", "größe"]),
    ("a.uint64", V.UINT64, [0, 2**64 - 1]), ("a.int64", V.INT64, [-2**63, 2**63 - 1]),
    ("a.float64", V.FLOAT64, [0.1, -1e300]),
]


def write(folder, file, tensors, alignment=None, arrays=()):
    writer = gguf.GGUFWriter(folder / file, "llama")
    if alignment:
        writer.add_custom_alignment(alignment)
    for key, type_, value in METADATA:
        writer.add_key_value(key, value, type_)
    for key, type_, value in arrays:
        writer.add_key_value(key, value, V.ARRAY, sub_type=type_)
    for name, array, kind in tensors:
        if kind:
            writer.add_tensor(name, array, raw_dtype=kind)
        else:
            writer.add_tensor(name, array)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    # What the package's reader says, which is not the code that wrote it.
    reader = gguf.GGUFReader(folder / file)
    found = []
    for t in reader.tensors:
        shape = [int(n) for n in reversed(t.shape)]
        numbers = gguf.dequantize(t.data, t.tensor_type) if t.tensor_type.name in QUANTIZED else None
        found.append({"name": t.name, "elements": t.tensor_type.name, "shape": shape,
                      "offset": int(t.data_offset), "bytes": hexed(t.data),
                      "numbers": hexed(numbers) if numbers is not None else None})
    def value(field):
        contents = field.contents()
        return [str(v) for v in contents] if isinstance(contents, list) else str(contents)
    keys = [[k, [t.name for t in f.types], value(f)] for k, f in reader.fields.items()
            if not k.startswith("GGUF.")]
    return {"file": file, "alignment": int(reader.alignment), "metadata": keys, "tensors": found}


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(20261127)
    plain = []
    for dtype in [np.float32, np.float16, np.float64, np.int8, np.int16, np.int32, np.int64]:
        name = np.dtype(dtype).name
        for shape in [(5,), (3, 4), (2, 1, 3)]:
            count = int(np.prod(shape))
            array = np.frombuffer(rng.bytes(count * np.dtype(dtype).itemsize), dtype).reshape(shape)
            plain.append((f"{name}.{len(shape)}", array, None))
    brain = np.frombuffer(rng.bytes(2 * 3 * 32), np.uint8).reshape(3, 64)
    plain.append(("bfloat16.2", brain, Q.BF16))
    packed = []
    for name, kind in QUANTIZED.items():
        weights = gguf.GGML_QUANT_SIZES[kind][0]
        blocks = random_blocks(rng, name, 6).reshape(3, -1)
        packed.append((f"{name}.weight", blocks, kind))
        assert weights * 2 == gguf.quants.quant_shape_from_byte_shape(blocks.shape, kind)[-1]
    files = [write(folder, "plain.gguf", plain), write(folder, "packed.gguf", packed),
             write(folder, "aligned-64.gguf", plain[:3] + packed[:1], alignment=64, arrays=ARRAYS),
             write(folder, "none.gguf", [])]
    # Version 2 differs by its number alone.
    old = bytearray((folder / "packed.gguf").read_bytes())
    old[4] = 2
    (folder / "version-2.gguf").write_bytes(old)
    files.append({**files[1], "file": "version-2.gguf"})

    blocks = []
    for name, kind in QUANTIZED.items():
        data = random_blocks(rng, name, 24 if name.endswith("_K") else 60)
        blocks.append({"format": name, "bytes": hexed(data), "numbers": hexed(gguf.dequantize(data, kind))})
    rows = quantizable(rng)
    # Where the reciprocal of a scale is no number the package's answers are undefined.
    most = np.abs(rows).max(axis=1)
    usable = rows[(most > 1e-35) | (most == 0)]
    quantized = [{"format": name, "bytes": hexed(gguf.quantize(usable, QUANTIZED[name]))}
                 for name in ["Q8_0", "Q4_0", "Q4_1"]]
    with open(folder / "gguf-manifest.json", "w") as file:
        json.dump({"files": files, "blocks": blocks, "rows": hexed(usable),
                   "quantized": quantized}, file, indent=0, ensure_ascii=False)
        file.write("\n")


main()
