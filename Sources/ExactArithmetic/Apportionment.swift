// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Splitting an amount over lines by weight so that no unit is lost or made.
public enum Apportionment {
  /// Splits `amount` by the largest remainder (Hamilton's method).
  ///
  /// Each line gets ⌊amount · weight / Σ weights⌋; the units then left, fewer than there are lines,
  /// go one each to the lines with the largest remainders, of equal ones to the smaller index.
  ///
  /// ```swift
  /// try Apportionment.largestRemainder(7, weights: [100, 200, 300])  // [1, 2, 4]
  /// ```
  ///
  /// - Parameters:
  ///   - amount: units to split.
  ///   - weights: one per line; a line of weight zero gets nothing.
  /// - Returns: one amount per line, their sum is `amount` exactly.
  /// - Throws: ``ArithmeticError/noWeight(amount:)`` where the weights are all zero and the amount
  ///   is not, ``ArithmeticError/overflow(operation:operands:)`` where their sum exceeds 256 bits.
  /// - Complexity: O(n) time for n lines, at most 33 passes; no allocation per line.
  public static func largestRemainder(
    _ amount: UInt256, weights: [UInt256]
  ) throws(ArithmeticError) -> [UInt256] {
    var total = UInt256.zero
    for weight in weights { total = try total.adding(weight) }
    if amount.isZero { return [UInt256](repeating: .zero, count: weights.count) }
    if total.isZero { throw .noWeight(amount: amount) }

    let divisor = Divisor(total)
    var shares: [UInt256] = []
    var remainders: [UInt256] = []
    shares.reserveCapacity(weights.count)
    remainders.reserveCapacity(weights.count)
    var left = amount
    for weight in weights {
      let product = UInt512(amount, times: weight)
      // A weight is at most the total, so the share is at most the amount and fits.
      let (share, remainder) =
        product.high.isZero && product.low < total
        ? (.zero, product.low) : divisor.divide(product.high, product.low)
      shares.append(share)
      remainders.append(remainder)
      left -= share
    }
    // The remainders sum to `left` · total and each is below the total, so there are more of them
    // above zero than units left.
    guard let count = left.asUInt64, count > 0 else { return shares }
    var (threshold, ties) = rank(Int(count), of: remainders)
    for index in shares.indices where remainders[index] >= threshold {
      if remainders[index] == threshold {
        if ties == 0 { continue }
        ties -= 1
      }
      shares[index] += .one
    }
    return shares
  }

  /// Splits `amount` in the order of the lines, so that what the first k lines get together is the
  /// floor of their exact share.
  ///
  /// Line k gets ⌊amount · (w₁ + … + wₖ) / W⌋ less what the lines before it got. Unlike
  /// ``largestRemainder(_:weights:)`` this needs no second pass, and a greater amount never gives a
  /// group of first lines less; but the odd units fall where the order has them.
  /// ``CumulativeSplit`` is the same for lines that come one after another.
  ///
  /// ```swift
  /// try Apportionment.cumulativeFloor(7, weights: [100, 200, 300])  // [1, 2, 4]
  /// try Apportionment.cumulativeFloor(2, weights: [1, 1, 1])        // [0, 1, 1]
  /// ```
  ///
  /// - Parameters:
  ///   - amount: units to split.
  ///   - weights: one per line; a line of weight zero gets nothing.
  /// - Returns: one amount per line, their sum is `amount` exactly.
  /// - Throws: ``ArithmeticError/noWeight(amount:)`` where the weights are all zero and the amount
  ///   is not, ``ArithmeticError/overflow(operation:operands:)`` where their sum exceeds 256 bits.
  /// - Complexity: O(n) for n lines.
  public static func cumulativeFloor(
    _ amount: UInt256, weights: [UInt256]
  ) throws(ArithmeticError) -> [UInt256] {
    var total = UInt256.zero
    for weight in weights { total = try total.adding(weight) }
    var split = try CumulativeSplit(amount, totalWeight: total)
    var shares: [UInt256] = []
    shares.reserveCapacity(weights.count)
    for weight in weights { shares.append(try split.take(weight)) }
    return shares
  }

  /// The `count`-th largest of `values`, and how many equal to it are among the `count` largest.
  ///
  /// Selection by bytes from the top: each pass counts one byte of the candidates and keeps those
  /// of the bucket that holds the answer. No order of the input makes it slow.
  private static func rank(_ count: Int, of values: [UInt256]) -> (UInt256, ties: Int) {
    var candidates = values
    var wanted = count
    // Bytes that are zero in all tell nothing apart.
    var greatest = UInt256.zero
    for value in values where value > greatest { greatest = value }
    var shift = 248
    while shift > 0 && greatest.byte(at: shift) == 0 { shift -= 8 }
    var buckets = [Int](repeating: 0, count: 256)
    while shift >= 0 && candidates.count > 1 {
      for index in buckets.indices { buckets[index] = 0 }
      for value in candidates { buckets[value.byte(at: shift)] += 1 }
      var bucket = 255
      while buckets[bucket] < wanted {
        wanted -= buckets[bucket]
        bucket -= 1
      }
      if buckets[bucket] < candidates.count {
        candidates.removeAll { $0.byte(at: shift) != bucket }
      }
      shift -= 8
    }
    // Those left are all equal.
    return (candidates[0], wanted)
  }
}

extension UInt256 {
  /// The eight bits from bit `shift` on, a multiple of eight.
  fileprivate func byte(at shift: Int) -> Int {
    let limb =
      switch shift &>> 6 {
      case 0: limb0
      case 1: limb1
      case 2: limb2
      default: limb3
      }
    return Int(truncatingIfNeeded: (limb &>> UInt64(shift & 63)) & 255)
  }
}
