// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Shows on a terminal how far a training has come: one line on standard error, and nothing at all where
/// that is no terminal. Colours are left out where `NO_COLOR` is set (https://no-color.org).
///
/// ```swift
/// var line = ProgressLine(steps: 2000)
/// try trainer.run(plan) { line.show($0) }
/// line.finish()
/// ```
public struct ProgressLine: Sendable {
  /// Steps of the whole training.
  public let steps: Int
  /// Whether standard error is a terminal.
  public let isTerminal: Bool
  /// Whether colours are shown.
  public let hasColors: Bool
  private var smoothed: Double?
  private var metrics = ""
  private var isOpen = false

  /// A line for a terminal, if there is one.
  ///
  /// - Parameter steps: steps of the whole training.
  public init(steps: Int) {
    let terminal = isatty(STDERR_FILENO) != 0
    let refused = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
    self.init(steps: steps, isTerminal: terminal, hasColors: terminal && !refused)
  }

  init(steps: Int, isTerminal: Bool, hasColors: Bool) {
    self.steps = steps
    self.isTerminal = isTerminal
    self.hasColors = hasColors
  }

  /// Shows what happened.
  ///
  /// - Parameter event: what happened.
  public mutating func show(_ event: TrainingEvent) {
    guard let text = text(for: event), isTerminal else { return }
    write("\r\u{1B}[K" + text)
    isOpen = true
  }

  /// Ends the line.
  public mutating func finish() {
    if isOpen { write("\n") }
    isOpen = false
  }

  /// What the line says after an event; `nil` where nothing is new.
  mutating func text(for event: TrainingEvent) -> String? {
    switch event {
    case .step(let step):
      // A mean over about twenty steps: single losses jump.
      smoothed = smoothed.map { $0 + (step.loss - $0) * 0.05 } ?? step.loss
      let share = steps > 0 ? Swift.min(1, Double(step.step) / Double(steps)) : 1
      let full = Int((share * 20).rounded(.down))
      let bar = String(repeating: "#", count: full) + String(repeating: "-", count: 20 - full)
      let loss = Self.short(smoothed ?? step.loss)
      return [
        colored("[\(bar)]", 36) + " \(step.step)/\(steps)", "epoch \(step.position.epoch)",
        "loss " + colored(loss, 33), "rate \(Self.short(step.learningRate))\(metrics)",
      ].joined(separator: "  ")
    case .evaluation(_, let values, let isBest):
      let text = values.sorted { $0.key < $1.key }
        .map { "  \($0.key) \(Self.short($0.value))" }.joined()
      metrics = isBest ? colored(text, 32) : text
      return nil
    default:
      return nil
    }
  }

  private func colored(_ text: String, _ color: Int) -> String {
    hasColors ? "\u{1B}[\(color)m\(text)\u{1B}[0m" : text
  }

  /// A number with four significant digits.
  static func short(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return "\(value)" }
    let magnitude = value.magnitude
    if magnitude < 1e-3 || magnitude >= 1e6 {
      var exponent = 0
      var mantissa = value
      while mantissa.magnitude >= 10 {
        mantissa /= 10
        exponent += 1
      }
      while mantissa.magnitude < 1 {
        mantissa *= 10
        exponent -= 1
      }
      return "\((mantissa * 100).rounded() / 100)e\(exponent)"
    }
    let digits = magnitude >= 100 ? 10.0 : magnitude >= 1 ? 1000 : 10000
    return "\((value * digits).rounded() / digits)"
  }

  private func write(_ text: String) {
    let bytes = Array(text.utf8)
    bytes.withUnsafeBytes { source in
      #if canImport(Glibc)
        _ = Glibc.write(STDERR_FILENO, source.baseAddress, source.count)
      #elseif canImport(Musl)
        _ = Musl.write(STDERR_FILENO, source.baseAddress, source.count)
      #else
        _ = Darwin.write(STDERR_FILENO, source.baseAddress, source.count)
      #endif
    }
  }
}
