#!/usr/bin/env python3
# This source file is part of TensorChain
#
# Copyright (c) 2026 the TensorChain authors
# Licensed under Apache License v2.0
#
# SPDX-License-Identifier: Apache-2.0

"""Writes small .npy and .npz files with NumPy, and what they hold as JSON.

Usage: npy_files.py FOLDER          (needs numpy; the committed files are of 2.4)
"""
import json
import pathlib
import sys
import zipfile

import numpy as np
from numpy.lib import format as npy


def values(shape, dtype):
    count = int(np.prod(shape, dtype=np.int64))
    base = (np.arange(count) * 7) % 23
    if dtype.kind == "b":
        return (base % 2 == 0).reshape(shape)
    if dtype.kind != "u":
        base = base - 11
    if dtype.kind == "f":
        base = base / 4
    return base.astype(dtype).reshape(shape)


def write(folder, name, array, version=None):
    with open(folder / name, "wb") as file:
        npy.write_array(file, array, version=version, allow_pickle=False)
    plain = array.dtype.newbyteorder("=").str[1:]
    became = {"u2": "int32", "u4": "int64", "u8": "int64"}.get(plain, array.dtype.name)
    return {
        "file": name,
        "dtype": became,
        "shape": list(array.shape),
        "values": [float(v) for v in np.ascontiguousarray(array).reshape(-1)],
        # Whether a writer that always writes version 1.0 in row-major order gives the same bytes.
        "canonical": version in (None, (1, 0)) and array.dtype.byteorder != ">"
        and (array.flags.c_contiguous) and plain not in ("u2", "u4", "u8"),
    }


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for code in ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "b1", "u2", "u4", "u8"]:
        for order in "<>":
            dtype = np.dtype(order + code)
            if dtype.itemsize == 1 and order == ">":
                continue
            end = "big" if order == ">" else "little"
            for fortran in (False, True):
                array = values((3, 4), dtype)
                array = np.asfortranarray(array) if fortran else array
                name = f"{code}-{end}-{'fortran' if fortran else 'c'}.npy"
                entries.append(write(folder, name, array))
    f4 = np.dtype("<f4")
    for version in [(1, 0), (2, 0), (3, 0)]:
        name = f"version-{version[0]}.npy"
        entries.append(write(folder, name, values((2, 3, 2), f4), version))
    shapes = [(), (1,), (0,), (3, 0, 2), (12,), (1, 2, 1, 2, 1, 2, 1, 2), (100000, 0)]
    for shape in shapes:
        name = f"shape-{'x'.join(map(str, shape)) or 'scalar'}.npy"
        entries.append(write(folder, name, values(shape, f4)))
    special = np.array([np.nan, np.inf, -np.inf, -0.0, 1e-45, 3.4e38], "<f4")
    entry = write(folder, "special.npy", special)
    entry["values"] = ["nan", "inf", "-inf", "-0", "1.401298464324817e-45", str(float(special[5]))]
    entries.append(entry)
    # What must be refused.
    np.save(folder / "refused-complex.npy", np.zeros(2, "<c8"))
    np.save(folder / "refused-text.npy", np.array(["a", "bc"]))
    np.save(folder / "refused-time.npy", np.zeros(2, "<M8[s]"))
    np.save(folder / "refused-structured.npy", np.zeros(2, [("a", "<f4"), ("b", "<i2")]))
    np.save(folder / "refused-subarray.npy", np.zeros(2, [("a", "<f4", (2,))]))
    np.save(folder / "refused-uint64.npy", np.array([1, 2**63], "<u8"))
    np.save(folder / "refused-object.npy", np.array([None, {}], object), allow_pickle=True)
    members = {"weights": values((3, 4), f4), "a/b": values((5,), np.dtype("<i8")),
               "größe": values((), np.dtype("<f8")), "fortran": np.asfortranarray(values((2, 3), f4)),
               "empty": values((0, 2), f4)}
    np.savez(folder / "stored.npz", **members)
    np.savez_compressed(folder / "deflated.npz", **members)
    np.savez(folder / "positional.npz", values((2,), f4), values((3,), f4))
    np.savez(folder / "none.npz")
    np.savez_compressed(folder / "zeros.npz", zeros=np.zeros((2048, 1024), "<f4"))
    # The same with all numbers in 64-bit fields, as of an archive beyond 4 GiB: the package believes that
    # everything is beyond what the narrow fields hold.
    zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT, zipfile.min = 1, 0, lambda a, b: b
    np.savez(folder / "zip64.npz", **members)
    np.savez_compressed(folder / "zip64-deflated.npz", **members)
    archives = [{"name": n, "dtype": a.dtype.name, "shape": list(a.shape),
                 "values": [float(v) for v in np.ascontiguousarray(a).reshape(-1)]}
                for n, a in members.items()]
    with open(folder / "npy-manifest.json", "w") as file:
        json.dump({"arrays": entries, "members": archives}, file, indent=0, ensure_ascii=False)
        file.write("\n")


main()
