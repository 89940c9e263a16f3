// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The kept and the reduced dimensions of a reduction.
struct ReductionSplit {
  var keptRank = 0
  var keptDims = Dimensions(repeating: 1)
  var keptStrides = Dimensions(repeating: 0)
  var reducedRank = 0
  /// Elements to reduce for each result, and the distance between neighbours where it is uniform.
  var count = 1
  var stride = 1
  /// Whether one count and one stride describe all reduced dimensions.
  var isUniform = true
  /// The axes, kept ones first.
  var keptThenReduced = Dimensions(repeating: 0)

  init(_ layout: Layout, axes: AxisSet) {
    var reduced = Dimensions(repeating: 0)
    var started = false
    for d in 0..<layout.rank {
      let n = layout.dims[d]
      if !axes.contains(d) {
        keptDims[keptRank] = n
        keptStrides[keptRank] = layout.strides[d]
        keptThenReduced[keptRank] = d
        keptRank += 1
        continue
      }
      reduced[reducedRank] = d
      reducedRank += 1
      if n != 1 {
        if started && stride != layout.strides[d] &* n { isUniform = false }
        stride = layout.strides[d]
        started = true
      }
      count *= n
    }
    for i in 0..<reducedRank { keptThenReduced[keptRank + i] = reduced[i] }
  }

  /// The split of a layout whose last `reducedRank` axes are reduced.
  init(_ layout: Layout, reducingLast reducedRank: Int) {
    var axes = AxisSet()
    for d in (layout.rank - reducedRank)..<layout.rank { axes.insert(d) }
    self.init(layout, axes: axes)
  }
}

extension Layout {
  /// The dense layout after `axes` were reduced to 1.
  func reduced(_ axes: AxisSet) -> Layout {
    var dims = dims
    var count = 1
    for d in 0..<rank {
      if axes.contains(d) { dims[d] = 1 }
      count *= dims[d]
    }
    return Layout(denseDims: dims, rank: rank, count: count)
  }
}

extension Tensor {
  /// A view with the axes in this order; not recorded.
  func permutedView(_ order: Dimensions) -> Tensor {
    var view = layout
    for d in 0..<layout.rank {
      view.dims[d] = layout.dims[order[d]]
      view.strides[d] = layout.strides[order[d]]
    }
    view.updateDensity()
    return Tensor(viewing: self, view)
  }
}
