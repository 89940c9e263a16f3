// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

/// What copies of a tensor share: the elements, where they lie, and their type. One object of this
/// kind makes a tensor two words, so that passing one on costs a reference count and no copying.
///
/// `@unchecked Sendable`: the elements are written by the operation that allocates them, before
/// anybody else can see them, or behind the lock of `deferred`, and later only through a tensor that
/// holds the sole reference.
final class TensorBody: @unchecked Sendable {
  private let elements: UnsafeMutableRawPointer
  let layout: Layout
  let dtype: DType
  let isPoisoned: Bool
  /// Who keeps the elements that a view shows: another body, or the mapping of a file; `nil` where the
  /// elements are this object's own.
  let owner: AnyObject?
  /// What computes the elements when they are first read; `nil` where they are there from the start.
  let deferred: DeferredElements?
  private let sizeClass: Int32

  /// The first element; what was deferred is computed.
  @inline(__always)
  var data: UnsafeMutableRawPointer {
    if let deferred { deferred.finish(layout.count, dtype, into: elements) }
    return elements
  }

  /// A body with elements of its own, still to be written by who asks, or by `deferred`.
  ///
  /// - Throws: `outOfMemory`.
  init(
    _ layout: Layout, _ dtype: DType, isPoisoned: Bool = false, deferred: DeferredElements? = nil
  ) throws(TensorError) {
    TensorRuntime.bootOnce
    let byteCount = layout.count &* dtype.byteWidth
    var sizeClass: Int32 = 0
    guard let data = tc_pool_alloc(byteCount, &sizeClass) else {
      throw .outOfMemory(bytes: byteCount)
    }
    elements = data
    self.layout = layout
    self.dtype = dtype
    self.isPoisoned = isPoisoned
    self.deferred = deferred
    self.sizeClass = sizeClass
    owner = nil
  }

  /// A view of another body's elements, `offset` elements after its first.
  init(viewing other: TensorBody, _ layout: Layout, offset: Int) {
    elements = other.data + offset &* other.dtype.byteWidth
    self.layout = layout
    dtype = other.dtype
    isPoisoned = other.isPoisoned
    owner = other.owner ?? other
    deferred = nil
    sizeClass = 0
  }

  /// Elements that somebody else keeps and nobody writes.
  init(_ layout: Layout, _ dtype: DType, at data: UnsafeRawPointer, keptBy owner: AnyObject) {
    TensorRuntime.bootOnce
    elements = UnsafeMutableRawPointer(mutating: data)
    self.layout = layout
    self.dtype = dtype
    isPoisoned = false
    self.owner = owner
    deferred = nil
    sizeClass = 0
  }

  deinit { if owner == nil { tc_pool_free(elements, sizeClass) } }
}

extension Tensor {
  /// Makes this the sole owner of dense, untracked elements.
  ///
  /// - Throws: `outOfMemory`.
  mutating func makeWritable() throws(TensorError) {
    node = nil
    let isOwn = body.owner == nil && body.layout.isDense && isKnownUniquelyReferenced(&body)
    if !isOwn { self = try Kernels.copy(self) }
  }
}
