#!/usr/bin/env python3
# This source file is part of TensorChain
#
# Copyright (c) 2026 the TensorChain authors
# Licensed under Apache License v2.0
#
# SPDX-License-Identifier: Apache-2.0

"""Dumps the node cases that the onnx package generates, for the operations that TensorCore has.

Usage: onnx_cases.py FOLDER [--largest BYTES]     (pip install onnx==1.23.2 numpy)

Writes onnx-<group>.jsonl and arrays-<group>.npz per group of operations, and skipped.jsonl with every
other case and why it is left out. FORMAT.md beside the committed files describes them. With a larger
--largest the big cases come too; TENSORCHAIN_VECTORS may name such a folder.
"""
import argparse
import collections
import json
import pathlib
import warnings

import numpy as np

warnings.filterwarnings("ignore")

from onnx import AttributeProto, TensorProto, helper, numpy_helper  # noqa: E402
from onnx.backend.test.case.node import collect_testcases  # noqa: E402

GROUPS = {
    "elementwise": """Abs Acos Acosh Add Asin Asinh Atan Atanh Ceil Celu Clip Cos Cosh Div Elu Erf Exp
        Floor Gelu HardSigmoid HardSwish LeakyRelu Log Mish Mod Mul Neg PRelu Pow Reciprocal Relu Round
        Selu Shrink Sigmoid Sign Sin Sinh Softplus Softsign Sqrt Sub Swish Tan Tanh ThresholdedRelu
        Max Min Mean Sum""",
    "comparisons": """And Equal Greater GreaterOrEqual IsInf IsNaN Less LessOrEqual Not Or Where Xor""",
    "bits": "BitShift BitwiseAnd BitwiseNot BitwiseOr BitwiseXor",
    "casts": "Cast CastLike",
    "reductions": """ArgMax ArgMin CumProd CumSum ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp
        ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare TopK Unique Hardmax""",
    "movement": """Compress Concat ConstantOfShape DepthToSpace Expand EyeLike Flatten Gather
        GatherElements GatherND Identity NonZero OneHot Pad Range Reshape Scatter ScatterElements
        ScatterND Slice SpaceToDepth Split Squeeze Tile Transpose Trilu Unsqueeze""",
    "matrix": "Det Einsum Gemm MatMul",
    "convolution": """AveragePool Conv ConvTranspose GlobalAveragePool GlobalMaxPool LpPool MaxPool
        MaxUnpool Resize Upsample""",
    "normalization": """BatchNormalization GroupNormalization InstanceNormalization LayerNormalization
        LRN LogSoftmax LpNormalization MeanVarianceNormalization RMSNormalization Softmax""",
    "losses": "NegativeLogLikelihoodLoss SoftmaxCrossEntropyLoss",
    "attention": "Attention Dropout RotaryEmbedding",
    "recurrent": "GRU LSTM",
    "training": "Adagrad Adam Momentum",
}
GROUP_OF = {op: group for group, ops in GROUPS.items() for op in ops.split()}
DTYPES = {"float16", "float32", "float64", "bfloat16", "int8", "int16", "int32", "int64", "uint8",
          "bool"}


def attribute(value):
    """What JSON holds of an attribute; a tensor becomes its values."""
    result = helper.get_attribute_value(value)
    if value.type == AttributeProto.TENSOR:
        array = numpy_helper.to_array(result)
        return {"dtype": str(array.dtype), "shape": list(array.shape),
                "values": [float(x) for x in array.reshape(-1)]}
    if isinstance(result, bytes):
        return result.decode()
    if isinstance(result, (int, float, str)):
        return result
    return [x.decode() if isinstance(x, bytes) else x for x in result]


def is_array(value):
    return isinstance(value, np.ndarray) or np.isscalar(value)


def reason_to_skip(case, node, arrays, largest):
    """Why a case is not dumped; None where it is."""
    if "_expanded" in case.name:
        return "the numbers of another case, computed by a graph of smaller operations"
    if node.op_type not in GROUP_OF:
        return f"operation {node.op_type} is not offered"
    if not all(is_array(a) for a in arrays):
        return "sequences and optional values are not tensors"
    names = {TensorProto.DataType.Name(helper.np_dtype_to_tensor_dtype(np.asarray(a).dtype))
             if np.asarray(a).dtype.kind not in "OUS" else "STRING" for a in arrays}
    plain = {str(np.asarray(a).dtype) for a in arrays}
    if not plain <= DTYPES:
        return f"element type {', '.join(sorted(n.lower() for n in names))} is not offered"
    size = sum(np.asarray(a).nbytes for a in arrays)
    if size > largest:
        return f"{size} bytes of numbers are more than {largest}"
    if case.name in ("test_training_dropout", "test_training_dropout_mask") or (
            node.op_type == "Dropout" and "training" in case.name
            and "zero_ratio" not in case.name):
        return "random numbers of another generator"
    return None


def stored(array):
    """The array as NumPy can store it, and the type it stands for where that is another."""
    array = np.asarray(array)
    if str(array.dtype) == "bfloat16":
        return array.view("<i2"), "bfloat16"
    return np.ascontiguousarray(array).reshape(array.shape), str(array.dtype)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--largest", type=int, default=140_000)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    lines = collections.defaultdict(list)
    members = collections.defaultdict(dict)
    skipped = []
    for case in sorted(collect_testcases(None), key=lambda c: c.name):
        node = case.model.graph.node[0]
        name = case.name.removeprefix("test_")
        inputs, outputs = (
            [numpy_helper.to_array(x) if isinstance(x, TensorProto) else x for x in side]
            for side in case.data_sets[0])
        reason = reason_to_skip(case, node, list(inputs) + list(outputs), options.largest)
        if reason:
            skipped.append({"case": name, "op": node.op_type, "why": reason})
            continue
        group = GROUP_OF[node.op_type]

        def store(names, graph_values, values, kind):
            by_name = {v.name: x for v, x in zip(graph_values, values)}
            result = []
            for place, given in enumerate(names):
                if not given or given not in by_name:
                    result.append(None)
                    continue
                array, dtype = stored(by_name[given])
                member = f"{name}/{kind}{place}"
                members[group][member] = array
                result.append({"array": member, "dtype": dtype, "shape": list(array.shape)})
            return result

        lines[group].append({
            "case": name,
            "op": node.op_type,
            "opset": max(o.version for o in case.model.opset_import),
            "attributes": {a.name: attribute(a) for a in node.attribute},
            "inputs": store(node.input, case.model.graph.input, inputs, "in"),
            "outputs": store(node.output, case.model.graph.output, outputs, "out"),
            "rtol": case.rtol,
            "atol": case.atol,
        })
    for group in GROUPS:
        with open(options.folder / f"onnx-{group}.jsonl", "w") as file:
            for line in lines[group]:
                file.write(json.dumps(line, separators=(",", ":")) + "\n")
        np.savez_compressed(options.folder / f"arrays-{group}.npz", **members[group])
        print(f"{group}: {len(lines[group])} cases")
    with open(options.folder / "skipped.jsonl", "w") as file:
        for line in skipped:
            file.write(json.dumps(line, separators=(",", ":")) + "\n")
    print(f"{sum(map(len, lines.values()))} cases dumped, {len(skipped)} skipped")


main()
