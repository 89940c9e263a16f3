// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Amounts of a token as people write them: `12.5` of a token of 18 decimals is
/// 12 500 000 000 000 000 000 smallest units.
///
/// ```swift
/// let units = try TokenAmount.parse("12.5", decimals: 6)  // 12500000
/// TokenAmount.format(units, decimals: 6)                  // "12.5"
/// TokenAmount.format(units, decimals: 6, style: .fixed)   // "12.500000"
/// ```
///
/// Digits are moved, never computed with in floating point: what is read is what is kept.
public enum TokenAmount {
  /// What happens to digits beyond those asked for that are not zero.
  ///
  /// Switch over it with a `default`: later versions may add cases.
  @nonexhaustive
  public enum ExcessDigits: Sendable, Hashable, CaseIterable {
    /// They are an error.
    case reject
    /// They are cut off.
    case roundDown
    /// They add one unit.
    case roundUp
    /// The nearest unit; half a unit goes up.
    case roundHalfUp
    /// The nearest unit; half a unit goes to the even one.
    case roundHalfEven
  }

  /// How many digits are written after the point.
  public enum Style: Sendable, Hashable, CaseIterable {
    /// As few as keep the value, and no point where there are none.
    case shortest
    /// All the token has.
    case fixed
  }

  /// Reads an amount.
  ///
  /// Digits with at most one point, which may lead or trail (`.5`, `5.`), and at least one digit.
  /// No sign, space, exponent or separator of thousands.
  ///
  /// - Parameters:
  ///   - text: the amount in whole tokens.
  ///   - decimals: fraction digits of the token, 0 to 255.
  ///   - excess: what to do with further digits that are not zero; further zeros are always read.
  /// - Returns: the amount in smallest units.
  /// - Throws: ``AmountError``.
  /// - Precondition: `decimals` is 0 to 255.
  /// - Complexity: O(n) for n digits, of the text and of the decimals.
  public static func parse(
    _ text: String, decimals: Int, excess: ExcessDigits = .reject
  ) throws(AmountError) -> UInt256 {
    check(decimals)
    let bytes = text.utf8
    let point = bytes.firstIndex(of: 0x2E) ?? bytes.endIndex
    let whole = bytes[..<point]
    let fraction = point == bytes.endIndex ? bytes[point...] : bytes[point...].dropFirst()
    let isDigit: (UInt8) -> Bool = { (0x30...0x39).contains($0) }
    guard whole.allSatisfy(isDigit), fraction.allSatisfy(isDigit),
      !(whole.isEmpty && fraction.isEmpty)
    else { throw .syntax(text: text) }
    let kept = fraction.prefix(decimals)
    let beyond = fraction.dropFirst(decimals)
    if excess == .reject && beyond.contains(where: { $0 != 0x30 }) {
      throw .tooManyFractionDigits(text: text, decimals: decimals)
    }
    do throws(DecimalDigits.Failure) {
      let digits = try DecimalDigits.read(kept, after: DecimalDigits.read(whole))
      let zeros = repeatElement(UInt8(0x30), count: decimals - kept.count)
      // Zero stays zero, and it may have 255 decimals.
      let units = digits.isZero ? digits : try DecimalDigits.read(zeros, after: digits)
      guard roundsUp(beyond, after: units, excess) else { return units }
      let (next, overflow) = units.addingReportingOverflow(.one)
      if overflow { throw .overflow }
      return next
    } catch {
      throw .overflow(text: text, decimals: decimals)
    }
  }

  /// Writes an amount of smallest units in whole tokens.
  ///
  /// - Parameters:
  ///   - units: the amount in smallest units.
  ///   - decimals: fraction digits of the token, 0 to 255.
  ///   - style: how many digits after the point.
  /// - Returns: a text that ``parse(_:decimals:excess:)`` reads back as the same number.
  /// - Precondition: `decimals` is 0 to 255.
  /// - Complexity: O(n) for n digits written.
  public static func format(
    _ units: UInt256, decimals: Int, style: Style = .shortest
  ) -> String {
    check(decimals)
    var digits = Array(DecimalDigits.write(units))
    if digits.count <= decimals {
      digits.insert(contentsOf: repeatElement(0x30, count: decimals + 1 - digits.count), at: 0)
    }
    let point = digits.count - decimals
    var end = digits.count
    if style == .shortest {
      while end > point && digits[end - 1] == 0x30 { end -= 1 }
    }
    let whole = String(decoding: digits[..<point], as: UTF8.self)
    return end == point ? whole : whole + "." + String(decoding: digits[point..<end], as: UTF8.self)
  }

  /// Writes an amount of smallest units in whole tokens with at most `fractionDigits` digits after
  /// the point, for people to read.
  ///
  /// ```swift
  /// try TokenAmount.format(1_234_567, decimals: 6, fractionDigits: 2, excess: .roundDown)  // "1.23"
  /// ```
  ///
  /// - Parameters:
  ///   - units: the amount in smallest units.
  ///   - decimals: fraction digits of the token, 0 to 255.
  ///   - fractionDigits: digits after the point, 0 to 255: as many as that in the style `fixed`.
  ///   - excess: what to do with further digits that are not zero.
  ///   - style: how many digits after the point.
  /// - Returns: a text that ``parse(_:decimals:excess:)`` reads back, as the rounded number.
  /// - Throws: ``AmountError/tooManyFractionDigits(text:decimals:)`` with the exact text where the
  ///   amount has further digits and they are refused.
  /// - Precondition: `decimals` and `fractionDigits` are 0 to 255.
  /// - Complexity: O(n) for n digits written.
  public static func format(
    _ units: UInt256, decimals: Int, fractionDigits: Int, excess: ExcessDigits,
    style: Style = .shortest
  ) throws(AmountError) -> String {
    check(decimals)
    check(fractionDigits)
    if fractionDigits >= decimals {
      let text = format(units, decimals: decimals, style: style)
      if style == .shortest || fractionDigits == 0 { return text }
      return text + (decimals == 0 ? "." : "")
        + String(repeating: "0", count: fractionDigits - decimals)
    }
    let digits = DecimalDigits.write(units)
    let cut = decimals - fractionDigits
    // The digits cut off, with the zeros that stand before a number shorter than they are.
    let beyond = repeatElement(0x30, count: max(0, cut - digits.count)) + digits.suffix(cut)
    // A cut number has fewer digits than the greatest, so it fits, and so does one unit more.
    let kept = (try? DecimalDigits.read(digits.dropLast(cut))) ?? .zero
    if excess == .reject && beyond.contains(where: { $0 != 0x30 }) {
      throw .tooManyFractionDigits(
        text: format(units, decimals: decimals), decimals: fractionDigits)
    }
    let rounded = roundsUp(beyond, after: kept, excess) ? kept + .one : kept
    return format(rounded, decimals: fractionDigits, style: style)
  }

  private static func roundsUp(
    _ beyond: some Collection<UInt8>, after units: UInt256, _ excess: ExcessDigits
  ) -> Bool {
    guard let first = beyond.first, beyond.contains(where: { $0 != 0x30 }) else { return false }
    switch excess {
    case .reject, .roundDown: return false
    case .roundUp: return true
    case .roundHalfUp: return first >= 0x35
    case .roundHalfEven:
      if first != 0x35 { return first > 0x35 }
      let isMoreThanHalf = beyond.dropFirst().contains { $0 != 0x30 }
      return isMoreThanHalf || units.limb0 & 1 == 1
    }
  }

  private static func check(_ decimals: Int) {
    precondition((0...255).contains(decimals), "Decimals are 0 to 255, not \(decimals).")
  }
}
