// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Repetitions, made of views and choices of rows, whose gradients add what was repeated.
extension Tensor {
  /// Every row of an axis several times in a row: `a a b b c c`.
  ///
  /// - Parameters:
  ///   - times: how often each row comes, at least 0.
  ///   - axis: axis of the rows, negative from the back; `nil` for the elements in row-major order.
  /// - Complexity: O(n), n the number of elements of the result.
  public func repeated(_ times: Int, axis: Int? = nil) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    guard let axis else { return flattened().repeated(times, axis: 0) }
    do throws(TensorError) {
      let axis = try layout.axis(axis, operation: "repeat")
      if rank == maximumRank {
        // No room for one more axis.
        return repeated(Array(repeating: times, count: layout.dims[axis]), axis: axis)
      }
      var wide = shape
      wide.insert(times, at: axis + 1)
      var target = shape
      target[axis] = try Layout(shape: wide, operation: "repeat").shape[axis] &* times
      return unsqueezed(axis: axis + 1).expanded(to: wide).reshaped(to: target)
    } catch {
      return .failure(error)
    }
  }

  /// Every row of an axis as often as a list says.
  ///
  /// - Parameters:
  ///   - counts: how often each row comes, at least 0; one number for each row.
  ///   - axis: axis of the rows, negative from the back.
  /// - Complexity: O(n), n the number of elements of the result.
  public func repeated(_ counts: [Int], axis: Int) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do throws(TensorError) {
      let axis = try layout.axis(axis, operation: "repeat")
      guard counts.count == layout.dims[axis] else {
        throw .shapeMismatch(
          operation: "repeat", left: shape, right: [counts.count], axis: axis)
      }
      // All the sizes are known to be possible before anything is allocated.
      var total = 0
      for count in counts {
        let (sum, overflow) = total.addingReportingOverflow(count)
        guard count >= 0 && !overflow else {
          throw .invalidShape(
            operation: "repeat", shape: shape, reason: "cannot have a row \(count) times")
        }
        total = sum
      }
      var target = shape
      target[axis] = total
      _ = try Layout(shape: target, operation: "repeat")
      let list = counts.enumerated().flatMap { Array(repeating: Int64($0), count: $1) }
      let indices = Indices(checked: Tensor(list), bound: counts.count)
      return Tensor.apply(IndexSelect(indices: indices, axis: axis, merged: 1), self)
    } catch {
      return .failure(error)
    }
  }

  /// The whole tensor several times along axes: `a b c a b c`.
  ///
  /// - Parameter times: how often along each axis, at least 0. Where the list is shorter than the
  ///   tensor has axes it tells about the last ones; where it is longer there are more axes in front.
  /// - Complexity: O(n), n the number of elements of the result.
  public func tiled(_ times: [Int]) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do throws(TensorError) {
      let added = Swift.max(0, times.count - rank)
      let dims = Array(repeating: 1, count: added) + shape
      let counts = Array(repeating: 1, count: dims.count - times.count) + times
      var target = dims
      for d in dims.indices {
        guard counts[d] >= 0 else {
          throw .invalidShape(
            operation: "tile", shape: shape, reason: "cannot come \(counts[d]) times")
        }
        let (length, overflow) = dims[d].multipliedReportingOverflow(by: counts[d])
        target[d] = overflow ? .max : length
      }
      _ = try Layout(shape: target, operation: "tile")
      var result = reshaped(to: dims)
      for d in dims.indices where counts[d] != 1 {
        // A repeated row of everything behind the axis, as rows of an axis in front of it.
        var shape = result.shape
        let block = shape[d...].reduce(1, *)
        let outer = shape[..<d].reduce(1, *)
        let wide = result.reshaped(to: [outer, 1, block]).expanded(to: [outer, counts[d], block])
        shape[d] *= counts[d]
        result = wide.reshaped(to: shape)
      }
      return result
    } catch {
      return .failure(error)
    }
  }

  /// The rows of axes moved on, those that fall off the end coming back at the front.
  ///
  /// - Parameters:
  ///   - shifts: how far along each of the axes; negative numbers move towards the front.
  ///   - axes: axes to move along, negative ones from the back.
  /// - Complexity: O(n), n the number of elements.
  public func rolled(by shifts: [Int], axes: [Int]) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    guard shifts.count == axes.count else {
      return .failure(
        .shapeMismatch(operation: "roll", left: [shifts.count], right: [axes.count], axis: nil))
    }
    do throws(TensorError) {
      var result = self
      for (shift, axis) in zip(shifts, axes) {
        let axis = try layout.axis(axis, operation: "roll")
        let n = layout.dims[axis]
        if n == 0 { continue }
        let cut = (n - shift % n) % n
        if cut == 0 { continue }
        result = .concat(
          [result.sliced(cut..<n, axis: axis), result.sliced(0..<cut, axis: axis)], axis: axis)
      }
      return result
    } catch {
      return .failure(error)
    }
  }

  /// The rows of one axis moved on, those that fall off the end coming back at the front.
  ///
  /// - Parameters:
  ///   - shift: how far; a negative number moves towards the front.
  ///   - axis: axis to move along, negative from the back; `nil` for the elements in row-major order.
  public func rolled(by shift: Int, axis: Int? = nil) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    guard let axis else { return flattened().rolled(by: [shift], axes: [0]).reshaped(to: shape) }
    return rolled(by: [shift], axes: [axis])
  }

  /// Grids of coordinates: result `i` has the values of `axes[i]` along axis `i`, and repeats them
  /// along the others.
  ///
  /// - Parameter axes: vectors.
  /// - Returns: as many tensors as vectors, all of the shape of their lengths (NumPy's `ij` indexing).
  /// - Complexity: O(1); the storage is shared.
  public static func meshgrid(_ axes: [Tensor]) -> [Tensor] {
    if let poisoned = axes.first(where: \.isPoisoned) {
      return axes.map { _ in passingPoison(poisoned) }
    }
    let shape = axes.map(\.count)
    return axes.enumerated().map { place, values in
      guard values.rank == 1 else {
        return failure(
          .invalidShape(operation: "meshgrid", shape: values.shape, reason: "is no vector"))
      }
      var own = Array(repeating: 1, count: axes.count)
      own[place] = values.count
      return values.reshaped(to: own).expanded(to: shape)
    }
  }
}
