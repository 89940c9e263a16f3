// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What stands between the brackets of `x[…]` for one axis, or for several.
///
/// Whatever an index can be made of conforms to ``TensorIndexConvertible``, so this type is rarely
/// written out: `x[0, 1..<4, .ellipsis, rows]`.
public struct TensorIndex: Sendable, ExpressibleByIntegerLiteral {
  enum Kind: Sendable {
    /// One element; the axis disappears.
    case element(Int)
    /// Every step-th element; `nil` is the end that the step comes from or goes to.
    case slice(from: Int?, to: Int?, step: Int)
    /// All axes that nothing else is said about.
    case ellipsis
    /// An axis of length 1.
    case newAxis
    /// Elements by their numbers.
    case at(Tensor)
    /// Elements where a tensor is true.
    case mask(Tensor)
  }

  let kind: Kind

  init(_ kind: Kind) { self.kind = kind }

  /// One element.
  public init(integerLiteral value: Int) { kind = .element(value) }
}

/// A value that says what to take of a tensor's axes: integers, ranges, strides, tensors and arrays of
/// integers and of truth values, and the members of ``TensorIndex``.
///
/// Indices and the ends of ranges count from the back where they are negative.
public protocol TensorIndexConvertible {
  /// The value as an index.
  var tensorIndex: TensorIndex { get }
}

extension TensorIndex: TensorIndexConvertible {
  /// Itself.
  public var tensorIndex: TensorIndex { self }
}

extension TensorIndexConvertible where Self == TensorIndex {
  /// All axes that nothing else is said about: `...` in NumPy. At most once.
  public static var ellipsis: TensorIndex { TensorIndex(.ellipsis) }
  /// A new axis of length 1.
  public static var newAxis: TensorIndex { TensorIndex(.newAxis) }
  /// All elements of an axis: `:` in NumPy.
  public static var all: TensorIndex { TensorIndex(.slice(from: nil, to: nil, step: 1)) }

  /// Every `step`-th element of an axis: `::step` in NumPy.
  ///
  /// - Parameter step: not 0; a negative one walks from the last element to the first.
  public static func every(_ step: Int) -> TensorIndex {
    TensorIndex(.slice(from: nil, to: nil, step: step))
  }

  /// Every `step`-th element of a part of an axis: `start:end:step` in NumPy.
  ///
  /// - Parameters:
  ///   - start: the first element, from the back where negative; `nil` for the end the step comes from.
  ///   - end: the element before which to stop, likewise; `nil` to go on to the end.
  ///   - step: not 0; a negative one walks down.
  public static func range(from start: Int?, to end: Int?, by step: Int = 1) -> TensorIndex {
    TensorIndex(.slice(from: start, to: end, step: step))
  }

  /// Elements by their numbers, in any order and any number of times.
  ///
  /// - Parameter indices: integers, negative ones from the back. Several index tensors are broadcast
  ///   against each other, and their shape takes the place of their axes; where something else stands
  ///   between them, it comes first (NumPy's rule).
  public static func at(_ indices: Tensor) -> TensorIndex { TensorIndex(.at(indices)) }

  /// Elements where a tensor is true, in row-major order, as one axis in place of the mask's.
  ///
  /// - Parameter mask: truth values in the shape of as many axes.
  public static func mask(_ mask: Tensor) -> TensorIndex { TensorIndex(.mask(mask)) }
}

extension Int: TensorIndexConvertible {
  /// One element; the axis disappears.
  public var tensorIndex: TensorIndex { TensorIndex(.element(self)) }
}

extension Range: TensorIndexConvertible where Bound == Int {
  /// The elements of the range; both ends count from the back where they are negative.
  public var tensorIndex: TensorIndex {
    TensorIndex(.slice(from: lowerBound, to: upperBound, step: 1))
  }
}

extension ClosedRange: TensorIndexConvertible where Bound == Int {
  /// The elements of the range; both ends count from the back where they are negative.
  public var tensorIndex: TensorIndex { .through(upperBound, from: lowerBound) }
}

extension PartialRangeFrom: TensorIndexConvertible where Bound == Int {
  /// The elements from the bound on.
  public var tensorIndex: TensorIndex { TensorIndex(.slice(from: lowerBound, to: nil, step: 1)) }
}

extension PartialRangeUpTo: TensorIndexConvertible where Bound == Int {
  /// The elements before the bound.
  public var tensorIndex: TensorIndex { TensorIndex(.slice(from: nil, to: upperBound, step: 1)) }
}

extension PartialRangeThrough: TensorIndexConvertible where Bound == Int {
  /// The elements up to the bound and with it.
  public var tensorIndex: TensorIndex { .through(upperBound, from: nil) }
}

extension TensorIndex {
  fileprivate static func through(_ last: Int, from first: Int?) -> TensorIndex {
    // Behind the last element, counted from the back, is the end and not element 0.
    TensorIndex(.slice(from: first, to: last == -1 ? nil : last + 1, step: 1))
  }

  fileprivate static func walk(_ places: [Int]) -> TensorIndex {
    TensorIndex(.at(Tensor(places.map(Int64.init))))
  }
}

extension StrideTo: TensorIndexConvertible where Element == Int {
  /// The elements the stride visits, which are copied; ``TensorIndex/range(from:to:by:)`` gives a view.
  public var tensorIndex: TensorIndex { .walk(Array(self)) }
}

extension StrideThrough: TensorIndexConvertible where Element == Int {
  /// The elements the stride visits, which are copied; ``TensorIndex/range(from:to:by:)`` gives a view.
  public var tensorIndex: TensorIndex { .walk(Array(self)) }
}

extension Tensor: TensorIndexConvertible {
  /// Integers choose elements by number, truth values as a mask.
  public var tensorIndex: TensorIndex { TensorIndex(dtype == .bool ? .mask(self) : .at(self)) }
}

extension Array: TensorIndexConvertible where Element: TensorIndexElement {
  /// Integers choose elements by number, truth values as a mask.
  public var tensorIndex: TensorIndex { Element.tensorIndex(of: self) }
}

/// What an array that is an index is made of: `Int` or `Bool`.
public protocol TensorIndexElement {
  /// An array as an index.
  static func tensorIndex(of elements: [Self]) -> TensorIndex
}

extension Int: TensorIndexElement {
  /// Elements by their numbers.
  public static func tensorIndex(of elements: [Int]) -> TensorIndex { .walk(elements) }
}

extension Bool: TensorIndexElement {
  /// Elements where the array is true.
  public static func tensorIndex(of elements: [Bool]) -> TensorIndex {
    TensorIndex(.mask(Tensor(elements)))
  }
}
