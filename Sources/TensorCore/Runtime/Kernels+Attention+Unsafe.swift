// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

extension Kernels {
  /// - Returns: the attended values, and the logarithms of the softmax's denominators, [.., n].
  static func attention(_ call: Attention, _ inputs: [Tensor]) throws(TensorError) -> [Tensor] {
    let shape = AttentionShape(inputs)
    let dtype = inputs[0].dtype
    let out = try Tensor(
      uninitialized: Layout(shape: shape.batch + [shape.n, shape.dv], operation: Attention.name),
      dtype: dtype)
    let sums = try Tensor(
      uninitialized: Layout(shape: shape.batch + [shape.n], operation: Attention.name),
      dtype: dtype)
    try withAttention(call, inputs, shape) { description in
      description.out = out.data
      description.log_sums = sums.data
      return tc_attention_forward(dtype.code, &description)
    }
    return [out, sums]
  }

  /// The attended values alone, for what `Attention.isDirect` accepts; no mask and no dropout.
  static func attention(
    _ call: Attention, _ q: Tensor, _ k: Tensor, _ v: Tensor
  ) throws(TensorError) -> Tensor {
    let rank = q.rank
    var dims = q.layout.dims
    dims[rank - 1] = v.layout.dims[rank - 1]
    let out = try Tensor(
      uninitialized: Layout(dims: dims, rank: rank, operation: Attention.name), dtype: q.dtype)
    dims[rank - 1] = 1
    let sums = try Tensor(
      uninitialized: Layout(dims: dims, rank: rank, operation: Attention.name), dtype: q.dtype)
    var batch = 1
    for axis in 0..<(rank - 3) { batch *= dims[axis] }
    let (heads, group) = (k.layout.dims[rank - 3], dims[rank - 3] / k.layout.dims[rank - 3])
    let (planes, keyPlanes) = (batch * heads * group, batch * heads)
    let isDone = withUnsafeTemporaryAllocation(of: Int64.self, capacity: planes + 2 * keyPlanes) {
      places in
      let first = places.baseAddress
      q.layout.writePlanes(into: places, from: 0, count: planes)
      k.layout.writePlanes(into: places, from: planes, count: keyPlanes)
      v.layout.writePlanes(into: places, from: planes + keyPlanes, count: keyPlanes)
      var c = described(call, q, k, v)
      (c.planes, c.group) = (Int64(planes), Int64(group))
      c.q_planes = UnsafePointer(first)
      c.k_planes = first.map { UnsafePointer($0 + planes) }
      c.v_planes = first.map { UnsafePointer($0 + planes + keyPlanes) }
      c.out = out.data
      c.log_sums = sums.data
      return tc_attention_forward(q.dtype.code, &c)
    }
    withExtendedLifetime((q.body, k.body, v.body, sums.body)) {}
    guard isDone else {
      throw .outOfMemory(
        bytes: (dims[rank - 2] + k.layout.dims[rank - 2]) * q.layout.dims[rank - 1])
    }
    return out
  }

  /// Gradients of query, key and value.
  static func attentionBackward(
    _ call: Attention, _ inputs: [Tensor], outputs: [Tensor], gradient: Tensor
  ) throws(TensorError) -> [Tensor] {
    let shape = AttentionShape(inputs)
    let dtype = inputs[0].dtype
    let g = try dense(gradient)
    let dq = try Tensor(uninitialized: inputs[0].layout.dense, dtype: dtype)
    let dk = try Tensor(uninitialized: inputs[1].layout.dense, dtype: dtype)
    let dv = try Tensor(uninitialized: inputs[2].layout.dense, dtype: dtype)
    try withAttention(call, inputs, shape) { description in
      description.out = outputs[0].data
      description.log_sums = outputs[1].data
      description.gradient = UnsafeRawPointer(g.data)
      description.dq = dq.data
      description.dk = dk.data
      description.dvalues = dv.data
      return tc_attention_backward(dtype.code, &description)
    }
    withExtendedLifetime((g.body, outputs[0].body, outputs[1].body)) {}
    return [dq, dk, dv]
  }

  /// What dropout multiplies the weights with, [.., n, m].
  static func attentionDropout(
    _ call: Attention, _ inputs: [Tensor]
  ) throws(TensorError) -> Tensor {
    let shape = AttentionShape(inputs)
    let result = try Tensor(
      uninitialized: Layout(shape: shape.batch + [shape.n, shape.m], operation: Attention.name),
      dtype: inputs[0].dtype)
    try withAttention(call, inputs, shape) { description in
      tc_attention_dropout(result.dtype.code, &description, result.data)
      return true
    }
    return result
  }

  /// What every call says: lengths, widths, where query, key and value lie in a plane, and what is seen.
  private static func described(
    _ call: Attention, _ q: Tensor, _ k: Tensor, _ v: Tensor
  ) -> tc_attention {
    let rank = q.rank
    var description = tc_attention()
    description.n = Int64(q.layout.dims[rank - 2])
    description.m = Int64(k.layout.dims[rank - 2])
    description.d = Int64(q.layout.dims[rank - 1])
    description.dv = Int64(v.layout.dims[rank - 1])
    description.q = UnsafeRawPointer(q.data)
    description.k = UnsafeRawPointer(k.data)
    description.v = UnsafeRawPointer(v.data)
    (description.q_rs, description.q_cs) = q.layout.lastStrides
    (description.k_rs, description.k_cs) = k.layout.lastStrides
    (description.v_rs, description.v_cs) = v.layout.lastStrides
    (description.low, description.high) = (Int64(call.low), Int64(call.high))
    description.scale = call.scale
    description.softcap = call.softcap ?? 0
    return description
  }

  /// Describes a call to the kernels; `body` says whether there was memory enough.
  private static func withAttention(
    _ call: Attention, _ inputs: [Tensor], _ shape: AttentionShape,
    _ body: (inout tc_attention) -> Bool
  ) throws(TensorError) {
    let (q, k, v) = (inputs[0].layout, inputs[1].layout, inputs[2].layout)
    let rank = q.rank
    var description = described(call, inputs[0], inputs[1], inputs[2])
    description.planes = Int64(shape.batch.reduce(1, *))
    description.group = Int64(shape.group)
    if let dropout = call.dropout {
      description.has_dropout = true
      description.dropout_key = dropout.key.key
      description.keep_below = dropout.keepBelow
      description.keep_scale = dropout.keepScale
    }
    let mask = call.booleanMask ?? (inputs.count > 3 ? inputs[3] : nil)
    var maskOffsets: [Int64] = []
    if let mask {
      let full = try Layout(shape: shape.batch + [shape.n, shape.m], operation: Attention.name)
      let layout = mask.layout.expanded(to: full)
      description.mask_kind = Int32(
        call.booleanMask == nil ? TC_MASK_ADDITIVE : TC_MASK_BOOLEAN)
      description.mask = UnsafeRawPointer(mask.data)
      description.mask_rs = Int64(layout.strides[rank - 2])
      description.mask_cs = Int64(layout.strides[rank - 1])
      maskOffsets = layout.planeOffsets
    }
    let (qs, ks, vs) = (q.planeOffsets, k.planeOffsets, v.planeOffsets)
    let isDone = qs.withUnsafeBufferPointer { qs in
      ks.withUnsafeBufferPointer { ks in
        vs.withUnsafeBufferPointer { vs in
          maskOffsets.withUnsafeBufferPointer { masks in
            description.q_planes = qs.baseAddress
            description.k_planes = ks.baseAddress
            description.v_planes = vs.baseAddress
            description.mask_planes = masks.baseAddress
            return shape.batch.contains(0) || body(&description)
          }
        }
      }
    }
    withExtendedLifetime((inputs, mask)) {}
    guard isDone else {
      throw .outOfMemory(bytes: (shape.n + shape.m) * (shape.d + shape.dv))
    }
  }

  /// Turns the pairs of the last axis; `cosines` and `sines` are [.., pairs], one row for each of `x`.
  static func rotary(
    _ x: Tensor, cosines: Tensor, sines: Tensor, isInterleaved: Bool, isInverse: Bool
  ) throws(TensorError) -> Tensor {
    let source = try dense(x)
    let c = try cast(cosines, to: x.dtype, keeping: x.layout)
    let s = try cast(sines, to: x.dtype, keeping: x.layout)
    let result = try Tensor(uninitialized: x.layout.dense, dtype: x.dtype)
    if x.count == 0 { return result }
    withDimensions(c.layout.dims) { dims in
      withDimensions(c.layout.strides) { cs in
        withDimensions(s.layout.strides) { ss in
          tc_rotary(
            x.dtype.code, Int32(x.rank), dims, Int64(x.layout.dims[x.rank - 1]), isInterleaved,
            isInverse, source.data, c.data, cs, s.data, ss, result.data)
        }
      }
    }
    withExtendedLifetime((source.body, c.body, s.body)) {}
    return result
  }

  /// A table in another type, seen with the rows of `layout`.
  private static func cast(
    _ table: Tensor, to dtype: DType, keeping layout: Layout
  ) throws(TensorError) -> Tensor {
    let converted = table.dtype == dtype ? table : try cast(table, to: dtype)
    var dims = layout.dims
    dims[layout.rank - 1] = table.layout.dims[table.rank - 1]
    let target = try Layout(dims: dims, rank: layout.rank, operation: Rotary.name)
    return Tensor(viewing: converted, converted.layout.expanded(to: target))
  }

  /// Cosines and sines of positions times frequencies.
  static func rotaryTables(
    length: Int, frequencies: [Double], dtype: DType
  ) throws(TensorError) -> (cosines: Tensor, sines: Tensor) {
    let layout = try Layout(shape: [length, frequencies.count], operation: "RotaryTables")
    let cosines = try Tensor(uninitialized: layout, dtype: dtype)
    let sines = try Tensor(uninitialized: layout, dtype: dtype)
    frequencies.withUnsafeBufferPointer {
      tc_rotary_table(
        dtype.code, Int64(length), Int64(frequencies.count), $0.baseAddress, cosines.data,
        sines.data)
    }
    return (cosines, sines)
  }

  /// base to the powers -i / count.
  static func rotaryFrequencies(base: Double, count: Int) -> [Double] {
    TensorRuntime.bootOnce
    return [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      tc_rotary_frequencies(base, Int64(count), buffer.baseAddress)
      initialized = count
    }
  }

  static func dropout(_ x: Tensor, _ dropout: DropoutPlan) throws(TensorError) -> Tensor {
    let source = try dense(x)
    let result = try Tensor(uninitialized: x.layout.dense, dtype: x.dtype)
    tc_dropout(
      x.dtype.code, Int64(x.count), dropout.key.key, dropout.keepBelow, dropout.keepScale,
      source.data, result.data)
    withExtendedLifetime(source.body) {}
    return result
  }
}

/// The lengths in a call of attention.
struct AttentionShape {
  /// [batch.., heads].
  let batch: [Int]
  /// Heads of queries to a head of keys.
  let group: Int
  let n: Int
  let m: Int
  let d: Int
  let dv: Int

  /// - Parameter inputs: query, key and value of one rank.
  init(_ inputs: [Tensor]) {
    let (q, k, v) = (inputs[0].shape, inputs[1].shape, inputs[2].shape)
    batch = Array(q.dropLast(2))
    let heads = k[k.count - 3]
    group = heads == 0 ? 1 : q[q.count - 3] / heads
    n = q[q.count - 2]
    m = k[k.count - 2]
    d = q[q.count - 1]
    dv = v[v.count - 1]
  }
}

extension Layout {
  /// Strides of the last two axes.
  fileprivate var lastStrides: (Int64, Int64) {
    (Int64(strides[rank - 2]), Int64(strides[rank - 1]))
  }

  /// Writes where each of the first `count` planes of the last two axes begins, in elements.
  fileprivate func writePlanes(
    into places: UnsafeMutableBufferPointer<Int64>, from start: Int, count: Int
  ) {
    for plane in 0..<count {
      var (rest, offset) = (plane, 0)
      for axis in stride(from: rank - 3, through: 0, by: -1) {
        offset &+= rest % dims[axis] &* strides[axis]
        rest /= dims[axis]
      }
      places.initializeElement(at: start + plane, to: Int64(offset))
    }
  }

  /// Where each plane of the last two axes begins, in elements.
  fileprivate var planeOffsets: [Int64] {
    var count = 1
    for axis in 0..<(rank - 2) { count *= dims[axis] }
    return [Int64](unsafeUninitializedCapacity: count) { places, initialized in
      writePlanes(into: places, from: 0, count: count)
      initialized = count
    }
  }
}
