#!/usr/bin/env python3
# This source file is part of TensorChain
#
# Copyright (c) 2026 the TensorChain authors
# Licensed under Apache License v2.0
#
# SPDX-License-Identifier: Apache-2.0

"""Writes small safetensors files with the package of that name, and what they hold as JSON; and headers
with the package's answer to each.

Usage: safetensors_files.py FOLDER       (needs numpy, safetensors; the committed files are of 2.4, 0.8)
"""
import json
import pathlib
import random
import struct
import sys

import numpy as np
import safetensors
from safetensors.numpy import save

NAMES = {"bool": "BOOL", "uint8": "U8", "int8": "I8", "int16": "I16", "uint16": "U16",
         "float16": "F16", "int32": "I32", "uint32": "U32", "float32": "F32", "float64": "F64",
         "int64": "I64", "uint64": "U64"}
BECOMES = {"uint16": "int32", "uint32": "int64", "uint64": "int64"}
SHAPES = [(), (1,), (0,), (3, 0, 2), (5,), (3, 4), (2, 1, 3, 2), (1, 2, 1, 2, 1, 2, 1, 2)]


def values(rng, shape, name):
    count = int(np.prod(shape, dtype=np.int64))
    dtype = np.dtype(name)
    if name == "bool":
        return rng.integers(0, 2, count).astype(bool).reshape(shape)
    if name in BECOMES:
        high = {"uint16": 2**16, "uint32": 2**32, "uint64": 2**63}[name]
        return rng.integers(0, high, count, dtype=np.uint64).astype(dtype).reshape(shape)
    # Any bits: NaN, infinities and subnormal numbers too.
    return np.frombuffer(rng.bytes(count * dtype.itemsize), dtype).reshape(shape)


def entry(name, array, elements=None, dtype=None):
    plain = array.dtype.name
    became = array.astype(BECOMES[plain]) if plain in BECOMES else array
    return {"name": name, "elements": elements or NAMES[plain], "dtype": dtype or became.dtype.name,
            "shape": list(array.shape), "bytes": became.tobytes().hex()}


def write(folder, file, tensors, metadata=None, canonical=True):
    (folder / file).write_bytes(save(tensors, metadata))
    return {"file": file, "metadata": metadata or {}, "canonical": canonical,
            "tensors": [entry(n, a) for n, a in tensors.items()]}


def serialize(tensors, metadata=None):
    specs = {n: safetensors.TensorSpec(dtype=d, shape=s, data_ptr=m.ctypes.data, data_len=m.nbytes)
             for n, (d, s, m) in tensors.items()}
    return safetensors.serialize(specs, metadata)


def headers():
    """Headers that lie, and some that do not: text, bytes that follow."""
    one = '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}'
    def a(dtype="F32", shape="[2]", offsets="[0,8]", more=""):
        return f'{{"a":{{"dtype":"{dtype}","shape":{shape},"data_offsets":{offsets}{more}}}}}'
    yield a(), 8
    yield "{}", 0
    yield "{}", 1
    yield " {}", 0
    yield "{}  \n\t\r ", 0
    yield "{}x", 0
    yield "{} {}", 0
    yield "[]", 0
    yield "", 0
    yield "{", 0
    yield a()[:-1], 8
    yield a(), 7
    yield a(), 9
    yield a(), 0
    yield a(shape="[3]"), 8
    yield a(shape="[2,2]"), 8
    yield a(shape="[-2]"), 8
    yield a(shape="[2.0]"), 8
    yield a(shape="[2e0]"), 8
    yield a(shape="[02]"), 8
    yield a(shape="[]", offsets="[0,4]"), 4
    yield a(shape="[0]", offsets="[0,0]"), 0
    yield a(shape="[18446744073709551616]"), 8
    yield a(shape="[18446744073709551615,2]"), 8
    yield a(shape="[4611686018427387904,4]"), 8
    yield a(shape="[4294967296,4294967296,0]", offsets="[0,0]"), 0
    yield a(shape='"2"'), 8
    yield a(shape="2"), 8
    yield a(shape="null"), 8
    yield a(offsets="[0]"), 8
    yield a(offsets="[0,8,8]"), 8
    yield a(offsets="[8,0]"), 8
    yield a(offsets="[8,16]"), 16
    yield a(offsets="[0,18446744073709551615]"), 8
    yield a(offsets="[-0,8]"), 8
    yield a(dtype="F33"), 8
    yield a(dtype="f32"), 8
    yield a(dtype=""), 8
    yield a(dtype="F8_E4M3", shape="[8]"), 8
    yield a(dtype="F8_E5M2", shape="[8]"), 8
    yield a(dtype="F8_E8M0", shape="[8]"), 8
    yield a(dtype="F4", shape="[16]"), 8
    yield a(dtype="F4", shape="[15]"), 8
    yield a(dtype="F6_E2M3", shape="[4]", offsets="[0,3]"), 3
    yield a(dtype="C64", shape="[1]"), 8
    yield a(more=',"note":[{"x":1.5e-3},null,true,"\\u00e9"]'), 8
    yield '{"a":{"dtype":"F32","shape":[2]}}', 8
    yield '{"a":{"dtype":"F32","data_offsets":[0,8]}}', 8
    yield '{"a":{"shape":[2],"data_offsets":[0,8]}}', 8
    yield '{"a":5}', 0
    yield '{"a":null}', 0
    yield one + ',"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}', 12
    yield one + ',"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}', 8
    yield one + ',"b":{"dtype":"F32","shape":[1],"data_offsets":[12,16]}}', 16
    yield one + ',"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}', 8
    yield one + ',"__metadata__":{"k":"v"}}', 8
    yield one + ',"__metadata__":{"k":1}}', 8
    yield one + ',"__metadata__":{"k":null}}', 8
    yield one + ',"__metadata__":null}', 8
    yield one + ',"__metadata__":[]}', 8
    yield one + ',}', 8
    yield a().replace('"a"', '"\\ud83d\\ude00"'), 8
    yield a().replace('"a"', '"\\ud83d"'), 8
    yield a().replace('"a"', '"\\ude00\\ud83d"'), 8
    yield a().replace('"a"', '"\\x41"'), 8
    yield a().replace('"a"', '"\t"'), 8
    yield a().replace('"a"', "a"), 8
    yield a().replace('"a"', "'a'"), 8
    yield a().replace('"a"', '"\u00fc\U0001f600"'), 8
    yield a(more=',"n":' + "[" * 40 + "]" * 40), 8
    yield a(more=',"n":' + "[" * 5000 + "]" * 5000), 8


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(20261127)
    files = []
    for name in NAMES:
        tensors = {f"{name}/{i}": values(rng, shape, name) for i, shape in enumerate(SHAPES)}
        files.append(write(folder, f"type-{name}.safetensors", tensors, canonical=name not in BECOMES))
    every = {f"t{i:02}.{n}": values(rng, (3,), n) for i, n in enumerate(NAMES)}
    files.append(write(folder, "every-type.safetensors", every, {"format": "np"}, canonical=False))
    ours = {n: a for n, a in every.items() if a.dtype.name not in BECOMES}
    files.append(write(folder, "our-types.safetensors", ours, {"format": "np"}))
    names = ["", "a", "A", "a.b", "größe", "\U0001f600", "q\"uo\\te/", "line\n\r\t\b\f\x01\x7f", "z" * 200]
    files.append(write(folder, "names.safetensors", {n: values(rng, (2,), "float32") for n in names},
                       {"ключ \"\\\n": "wert\x02ü"}))
    files.append(write(folder, "none.safetensors", {}))
    files.append(write(folder, "only-metadata.safetensors", {}, {"a": ""}))
    # NumPy has no bfloat16, so its bytes are handed over as they are.
    brain = values(rng, (3, 5), "uint16")
    half = values(rng, (2,), "float16")
    (folder / "bfloat16.safetensors").write_bytes(serialize(
        {"half": ("float16", (2,), half), "brain": ("bfloat16", (3, 5), brain)}, {"format": "pt"}))
    files.append({"file": "bfloat16.safetensors", "metadata": {"format": "pt"}, "canonical": True,
                  "tensors": [{**entry("brain", brain), "elements": "BF16", "dtype": "bfloat16",
                               "bytes": brain.tobytes().hex()}, entry("half", half)]})
    # Two files and their index, as the transformers package writes them.
    parts = [{"a": values(rng, (4, 4), "float32"), "b": values(rng, (3,), "int64")},
             {"c": values(rng, (2, 2), "float16")}]
    map_ = {}
    for i, part in enumerate(parts):
        file = f"model-{i + 1:05}-of-00002.safetensors"
        (folder / file).write_bytes(save(part, {"format": "pt"}))
        map_ |= {n: file for n in part}
    index = {"metadata": {"total_size": 64 + 24 + 8}, "weight_map": map_}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index, indent=2) + "\n")
    whole = [entry(n, a) for part in parts for n, a in part.items()]

    answers = []
    for text, rest in headers():
        raw = text.encode()
        data = struct.pack("<Q", len(raw)) + raw + bytes(rest)
        try:
            found = safetensors.deserialize(data)
            answer = [[n, t["dtype"], list(t["shape"])] for n, t in found]
        except safetensors.SafetensorError as error:
            answer = str(error)
        except Exception as error:  # What the package reads but Python has no type for.
            answer = "python: " + str(error)
        answers.append({"header": text, "data": rest, "answer": answer})
    with open(folder / "safetensors-manifest.json", "w") as file:
        json.dump({"files": files, "index": whole, "headers": answers}, file, indent=0, ensure_ascii=False)
        file.write("\n")


main()
