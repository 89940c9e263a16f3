// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Glibc
import TensorCore

/// A hash of a tensor's shape, type and bits (FNV-1a, 64 bits).
func fingerprint(_ tensors: [Tensor]) -> UInt64 {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
  for tensor in tensors {
    for n in tensor.shape { add(UInt8(truncatingIfNeeded: n)) }
    add(tensor.dtype.rawValue)
    for byte in tensor.bytes { add(byte) }
  }
  return hash
}

/// The levels this processor has.
func availableLevels() -> [String] {
  let chosen = TensorRuntime.instructionSet
  defer { _ = TensorRuntime.forceInstructionSet(chosen) }
  return ["v4", "v3", "default"].filter { TensorRuntime.forceInstructionSet($0) }
}

/// Runs `body` once on every level the processor has. The level changes no bits, so other tests that
/// run at the same time do not notice.
func onEveryLevel<Result>(_ body: (String) throws -> Result) rethrows -> [(String, Result)] {
  let chosen = TensorRuntime.instructionSet
  defer { _ = TensorRuntime.forceInstructionSet(chosen) }
  return try availableLevels().map { level in
    _ = TensorRuntime.forceInstructionSet(level)
    return (level, try body(level))
  }
}

/// The same tensor with its elements lying differently in memory.
enum Disguise: CaseIterable {
  case transposed, reversed, everyOther, offset

  func callAsFunction(_ x: Tensor) -> Tensor {
    guard x.rank > 0 else {
      return Tensor.concat([x.reshaped(to: [1]), x.reshaped(to: [1])])
        .sliced(1..<2).reshaped(to: [])
    }
    switch self {
    case .transposed:
      let turned = x.transposed()
      return Tensor(bytes(turned), shape: turned.shape, like: x).transposed()
    case .reversed:
      let turned = x.reversed(axis: x.rank - 1)
      return Tensor(bytes(turned), shape: turned.shape, like: x).reversed(axis: -1)
    case .everyOther:
      let pair = Tensor.concat(
        [x.reshaped(to: x.shape + [1]), x.reshaped(to: x.shape + [1])], axis: -1)
      let doubled = pair.reshaped(to: x.shape.dropLast() + [x.shape[x.rank - 1] * 2])
      return doubled.sliced(0..<(x.shape[x.rank - 1] * 2), axis: -1, step: 2)
    case .offset:
      let n = x.shape[0]
      return Tensor.concat([x, x], axis: 0).sliced(n..<(2 * n))
    }
  }

  private func bytes(_ x: Tensor) -> [UInt8] { x.bytes }
}

extension Tensor {
  fileprivate init(_ bytes: [UInt8], shape: [Int], like x: Tensor) {
    do {
      try self.init(bytes: bytes, shape: shape, dtype: x.dtype)
    } catch {
      preconditionFailure(error.description)
    }
  }
}

extension Tensor {
  /// A number that depends on every element differently.
  func weighed(_ seed: Int = 1) -> Tensor {
    let weights = (0..<count).map { Double(($0 * 37 + seed * 11) % 19) / 19 + 0.3 }
    return (self * Tensor(weights, shape: shape).cast(to: dtype)).sum()
  }
}

/// Sets an environment variable of this process, or removes it.
func setEnvironment(_ name: String, _ value: String?) {
  if let value { setenv(name, value, 1) } else { unsetenv(name) }
}

/// An environment variable of this process.
func getEnvironment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

/// Starts this program again with its arguments and first environment, and the variables of `changes`:
/// libraries that look at the environment when they are loaded look again.
func restartProcess(_ changes: [String: String]) {
  // The testing library hides from the environment what tells a child process which test it is.
  if let file = fopen("/proc/self/environ", "r") {
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = fread(&bytes, 1, bytes.count, file)
    fclose(file)
    for entry in bytes[..<count].split(separator: 0) {
      let parts = entry.split(separator: UInt8(ascii: "="), maxSplits: 1)
      guard parts.count == 2 else { continue }
      setEnvironment(
        String(decoding: parts[0], as: UTF8.self), String(decoding: parts[1], as: UTF8.self))
    }
  }
  for (name, value) in changes { setEnvironment(name, value) }
  execv("/proc/self/exe", CommandLine.unsafeArgv)
  preconditionFailure("the program cannot be started again")
}
