// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
import TensorCore
import TestSupport
import Testing

/// The elementwise functions against tables of exact values, at special places and at kinks.
@Suite struct FunctionTests {
  static let functions: [(String, @Sendable (Tensor) -> Tensor)] = [
    ("exp2", { $0.exp2() }), ("expm1", { $0.expm1() }), ("log1p", { $0.log1p() }),
    ("log2", { $0.log2() }), ("log10", { $0.log10() }), ("rsqrt", { $0.rsqrt() }),
    ("sin", { $0.sin() }), ("cos", { $0.cos() }), ("tan", { $0.tan() }), ("asin", { $0.asin() }),
    ("acos", { $0.acos() }), ("atan", { $0.atan() }), ("sinh", { $0.sinh() }),
    ("cosh", { $0.cosh() }), ("asinh", { $0.asinh() }), ("acosh", { $0.acosh() }),
    ("atanh", { $0.atanh() }), ("erf", { $0.erf() }), ("erfc", { $0.erfc() }),
    ("lgamma", { $0.lgamma() }), ("digamma", { $0.digamma() }), ("sigmoid", { $0.sigmoid() }),
    ("silu", { $0.silu() }), ("softplus", { $0.softplus() }), ("mish", { $0.mish() }),
    ("gelu", { $0.gelu() }), ("gelu_tanh", { $0.gelu(.tanh) }),
  ]

  static func ulps(_ found: Double, _ exact: Double, unit: Double) -> Double {
    if found == exact || found.isNaN && exact.isNaN { return 0 }
    return found.isFinite ? (found - exact).magnitude / unit : .infinity
  }

  @Test(arguments: functions.map(\.0)) func float64AgreesWithTheTable(name: String) throws {
    let rows = try #require(FunctionTables.rows[name])
    let function = try #require(Self.functions.first { $0.0 == name }).1
    // log Γ has zeros between the poles below 0, where only the absolute error is small.
    let isAbsolute = name == "lgamma" || name == "digamma"
    let results = function(Tensor(rows.map(\.0))).scalars(as: Double.self)
    for ((x, exact), found) in zip(rows, results) {
      let unit = Swift.max(exact.magnitude, .leastNormalMagnitude).ulp
      let error = Self.ulps(found, exact, unit: isAbsolute && x < 0 ? Swift.max(unit, 5e-16) : unit)
      #expect(error <= 4, "\(name)(\(x)) is \(found), not \(exact): \(error) ulp")
    }
  }

  /// The float64 kernel, which the table checks, is the model on a dense grid.
  @Test(arguments: functions.map(\.0)) func float32AgreesWithFloat64(name: String) throws {
    let function = try #require(Self.functions.first { $0.0 == name }).1
    var values = (-4000...4000).map { Float($0) / 199 }
    for bits in stride(from: UInt32(0), to: 0x7f80_0000, by: 1_048_583) {
      values += [Float(bitPattern: bits), -Float(bitPattern: bits)]
    }
    let single = function(Tensor(values)).scalars(as: Float.self)
    let double = function(Tensor(values.map(Double.init))).scalars(as: Double.self)
    var worst = (error: 0.0, x: Float(0))
    for ((x, found), exact) in zip(zip(values, single), double) {
      if found.isNaN && exact.isNaN { continue }
      if Float(exact).isInfinite && found.isInfinite { continue }
      // Where exp(-|x|) is no normal number, the activations lose digits as documented.
      let fades = ["sigmoid", "silu", "mish", "gelu", "gelu_tanh"].contains(name)
      if fades && exact.magnitude < 1e-35 && found.magnitude < 1e-35 { continue }
      let unit = Double(Swift.max(Float(exact).magnitude, .leastNormalMagnitude).ulp)
      let error = Self.ulps(Double(found), exact, unit: unit)
      if !(error <= worst.error) { worst = (error, x) }
    }
    #expect(worst.error <= 4, "\(name) is \(worst.error) ulp off at \(worst.x)")
  }

  @Test(arguments: functions.map(\.0)) func levelsAgreeOnEveryBit(name: String) throws {
    let function = try #require(Self.functions.first { $0.0 == name }).1
    var random = SeededGenerator(seed: 31)
    // Some large arguments among small ones take both ways through the angles.
    let values = (0..<700).map { i -> Double in
      let x = Double.random(in: -9...9, using: &random)
      return i % 97 == 5 ? x * 1e17 : x
    }
    for dtype in [DType.float32, .float64] {
      let prints = onEveryLevel { _ in fingerprint([function(Tensor(values).cast(to: dtype))]) }
      #expect(Set(prints.map(\.1)).count == 1, "\(name) \(dtype), seed 31: \(prints)")
    }
  }

  @Test func specialValuesAreThoseOfC99() {
    let x = Tensor([Double.infinity, -.infinity, .nan, 0, -0.0])
    let table: [(String, [String])] = [
      ("exp2", ["inf", "0.0", "nan", "1.0", "1.0"]),
      ("expm1", ["inf", "-1.0", "nan", "0.0", "-0.0"]),
      ("log1p", ["inf", "nan", "nan", "0.0", "-0.0"]),
      ("log2", ["inf", "nan", "nan", "-inf", "-inf"]),
      ("log10", ["inf", "nan", "nan", "-inf", "-inf"]),
      ("rsqrt", ["0.0", "nan", "nan", "inf", "-inf"]),
      ("sin", ["nan", "nan", "nan", "0.0", "-0.0"]), ("cos", ["nan", "nan", "nan", "1.0", "1.0"]),
      ("tan", ["nan", "nan", "nan", "0.0", "-0.0"]),
      ("asin", ["nan", "nan", "nan", "0.0", "-0.0"]),
      ("atan", ["1.5707963267948966", "-1.5707963267948966", "nan", "0.0", "-0.0"]),
      ("sinh", ["inf", "-inf", "nan", "0.0", "-0.0"]),
      ("cosh", ["inf", "inf", "nan", "1.0", "1.0"]),
      ("asinh", ["inf", "-inf", "nan", "0.0", "-0.0"]),
      ("acosh", ["inf", "nan", "nan", "nan", "nan"]),
      ("atanh", ["nan", "nan", "nan", "0.0", "-0.0"]),
      ("erf", ["1.0", "-1.0", "nan", "0.0", "-0.0"]),
      ("erfc", ["0.0", "2.0", "nan", "1.0", "1.0"]),
      ("lgamma", ["inf", "inf", "nan", "inf", "inf"]),
      ("digamma", ["inf", "nan", "nan", "-inf", "inf"]),
      ("silu", ["inf", "-0.0", "nan", "0.0", "-0.0"]),
      ("softplus", ["inf", "0.0", "nan", "0.6931471805599453", "0.6931471805599453"]),
      ("mish", ["inf", "-0.0", "nan", "0.0", "-0.0"]),
      ("gelu", ["inf", "-0.0", "nan", "0.0", "-0.0"]),
      ("gelu_tanh", ["inf", "-0.0", "nan", "0.0", "-0.0"]),
    ]
    for (name, expected) in table {
      let function = Self.functions.first { $0.0 == name }
      for dtype in [DType.float64, .float32] {
        let found = function?.1(x.cast(to: dtype)).scalars(as: Double.self).map(\.description)
        let short = found?.map { $0.hasPrefix("-nan") ? "nan" : $0 }
        let close = zip(short ?? [], expected).allSatisfy { a, b in
          guard let u = Double(a), let v = Double(b), u.isFinite, v.isFinite else { return a == b }
          return u.sign == v.sign && (u - v).magnitude < 1e-7
        }
        #expect(close && short?.count == 5, "\(name) \(dtype): \(short ?? []), not \(expected)")
      }
    }
    #expect(Tensor([-1.0, 1]).atanh().scalars(as: Double.self) == [-.infinity, .infinity])
    #expect(Tensor([1.0]).acosh().scalars(as: Double.self) == [0])
    #expect(Tensor([1000.0, 8, 1024]).log10().scalars(as: Double.self)[0] == 3)
    #expect(Tensor([Float(1000)]).log10().scalars(as: Float.self) == [3])
    #expect(Tensor([8.0, 1024, 0.125]).log2().scalars(as: Double.self) == [3, 10, -3])
  }

  @Test func roundingGoesToTheEvenNeighbour() {
    let x = Tensor([-2.5, -1.5, -0.5, -0.2, 0.5, 1.5, 2.5, 1e300])
    #expect(x.round().scalars(as: Double.self) == [-2, -2, 0, 0, 0, 2, 2, 1e300])
    #expect(x.floor().scalars(as: Double.self) == [-3, -2, -1, -1, 0, 1, 2, 1e300])
    #expect(x.ceil().scalars(as: Double.self) == [-2, -1, 0, 0, 1, 2, 3, 1e300])
    #expect(x.trunc().scalars(as: Double.self) == [-2, -1, 0, 0, 0, 1, 2, 1e300])
    #expect(x.sign().scalars(as: Double.self) == [-1, -1, -1, -1, 1, 1, 1, 1])
    let whole = Tensor([Int32(-3), 0, 7])
    #expect(whole.round().dtype == .int32)
    #expect(whole.sign().scalars(as: Int32.self) == [-1, 0, 1])
    #expect(Tensor([Int8.min, -5, 5]).abs().scalars(as: Int8.self) == [.min, 5, 5])
  }

  @Test func powersFollowC99() throws {
    let table: [(Double, Double, Double)] = [
      (1.5, 2.5, 2.7556759606310752), (1.0000001, 1_000_000_000, 2.6881038582144647e+43),
      (0.999999, 1_000_000, 0.36787925722106646), (2, -1074, 0x1p-1074), (10, 308, 1e308),
      (10, -308, 1e-308), (1e-300, 0.5, 1e-150), (-2, 3, -8), (-1.5, -7, -0.05852766346593507),
      (7, 0.1, 1.214814044039067), (1.7976931348623157e308, 0.999, 8.840174632999172e307),
      (.nan, 0, 1), (1, .nan, 1), (0, 0, 1), (0, -1, .infinity), (-0.0, -3, -.infinity),
      (-0.0, 3, -0.0), (-8, 1.0 / 3, .nan), (-.infinity, 3, -.infinity),
      (-.infinity, 0.5, .infinity),
      (.infinity, -2, 0), (0.5, .infinity, 0), (2, .infinity, .infinity), (-1, .infinity, 1),
      (0.5, -.infinity, .infinity), (2, .nan, .nan), (.nan, 2, .nan), (0.3, 700, 0),
    ]
    for (x, y, exact) in table {
      let found = Tensor([x]).pow(Tensor([y])).item()
      let unit = Swift.max(exact.magnitude, .leastNormalMagnitude).ulp
      #expect(Self.ulps(found, exact, unit: unit) <= 2, "\(x)^\(y) is \(found), not \(exact)")
      #expect(exact != 0 || found.sign == exact.sign, "\(x)^\(y)")
      let single = Tensor([Float(x)]).pow(Double(y)).scalars(as: Float.self)[0]
      let model = Tensor([Double(Float(x))]).pow(Tensor([Double(Float(y))])).item()
      #expect(single.isNaN == model.isNaN && (model.isNaN || single == Float(model)), "\(x)^\(y)")
    }
    let whole = Tensor([Int32(3), -2, 0]).pow(3)
    #expect(whole.dtype == .int32 && whole.scalars(as: Int32.self) == [27, -8, 0])
    #expect(Tensor([UInt8(3)]).pow(6).scalars(as: UInt8.self) == [217])
    #expect(Tensor([Int32(4)]).pow(0.5).item() == 2)
    #expect(Tensor.pow(2, Tensor([Int64(10)])).item() == 1024)
    #expect(throws: TensorError.self) { try withTensorErrors { _ = Tensor([Int32(2)]).pow(-1) } }
  }

  @Test func gradientsOfPowersAreFiniteWhereTheyExist() throws {
    let x = Tensor([0.0, 0.0, 0.0, -2.0])
    let y = Tensor([2.0, 0.0, 1.0, 3.0])
    let g = try gradient(at: [x, y]) { $0[0].pow($0[1]).sum() }
    #expect(g[0].scalars(as: Double.self) == [0, 0, 1, 12])
    let toExponent = g[1].scalars(as: Double.self)
    #expect(toExponent[0...2] == [0, 0, 0] && toExponent[3].isNaN)
    let second = try gradient(at: x) { try gradient(at: $0) { $0.square().sum() }.sum() }
    #expect(second.scalars(as: Double.self) == [2, 2, 2, 2])
    let powers = try gradient(at: x) { try gradient(at: $0) { $0.pow(2).sum() }.sum() }
    #expect(powers.scalars(as: Double.self) == [2, 2, 2, 2])
  }

  @Test func anglesOfPointsRespectSigns() {
    let pi = Double.pi
    let table: [(Double, Double, Double)] = [
      (1, 2, 0.4636476090008061), (-1, -2, -2.677945044588987), (3, -0.001, 1.5711296601158842),
      (1e-300, 1e300, 0), (0x1p-1074, -1, pi), (1e308, 1.5e308, 0.5880026035475675), (0, 0, 0),
      (0, -0.0, pi), (-0.0, -0.0, -pi), (-0.0, 1, -0.0), (.infinity, .infinity, pi / 4),
      (.infinity, -.infinity, 3 * pi / 4), (-.infinity, 1, -pi / 2), (1, -.infinity, pi),
      (1, .infinity, 0), (.nan, 1, .nan),
    ]
    for (y, x, exact) in table {
      let found = Tensor([y]).atan2(Tensor([x])).item()
      #expect(Self.ulps(found, exact, unit: exact.ulp) <= 2, "atan2(\(y), \(x)) is \(found)")
      #expect(exact.isNaN || found.sign == exact.sign, "atan2(\(y), \(x))")
    }
  }

  @Test func polygammasAgreeWithTheTable() {
    let table: [(Int, Double, Double)] = [
      (1, 0.5, 4.934802200544679), (1, 10.25, 0.10247452151799187), (1, -0.5, 8.934802200544679),
      (2, 0.3, -75.27253658872604), (2, -1.75, -124.21382135423057), (3, 1.5, 1.4090910340024372),
      (5, 20.5, 7.476657640239659e-06), (1, 1e-3, 1000001.6425331958),
    ]
    for (order, x, exact) in table {
      let found = Tensor([x]).polygamma(order).item()
      #expect((found - exact).magnitude <= 8 * exact.magnitude.ulp, "\(order), \(x): \(found)")
    }
    #expect(Tensor([-2.0]).polygamma(1).item() == .infinity)
    #expect(throws: TensorError.self) { try withTensorErrors { _ = Tensor([1.0]).polygamma(-1) } }
  }

  @Test func activationsAgreeWithTheirFormulas() {
    let x = Tensor([-7.5, -3, -1, -0.25, 0, 0.25, 1, 3, 7.5])
    let v = x.scalars(as: Double.self)
    func check(_ y: Tensor, _ model: (Double) -> Double, _ name: String) {
      expectClose(y.scalars(as: Double.self), v.map(model), ulps: 8, absolute: 1e-16, name)
    }
    func exp(_ x: Double) -> Double { Tensor([x]).exp().item() }
    check(x.leakyRelu(slope: 0.1), { $0 > 0 ? $0 : 0.1 * $0 }, "leakyRelu")
    check(x.elu(alpha: 2), { $0 > 0 ? $0 : 2 * (exp($0) - 1) }, "elu")
    check(x.celu(alpha: 2), { $0 > 0 ? $0 : 2 * (exp($0 / 2) - 1) }, "celu")
    check(
      x.selu(), { 1.0507009873554805 * ($0 > 0 ? $0 : 1.6732632423543772 * (exp($0) - 1)) }, "selu")
    check(x.hardSwish(), { $0 * Swift.min(Swift.max($0 + 3, 0), 6) / 6 }, "hardSwish")
    check(x.hardSigmoid(), { Swift.min(Swift.max($0 / 6 + 0.5, 0), 1) }, "hardSigmoid")
    check(x.relu6(), { Swift.min(Swift.max($0, 0), 6) }, "relu6")
    check(x.softsign(), { $0 / (1 + $0.magnitude) }, "softsign")
    check(x.softplus(beta: 3), { Tensor([1 + exp(3 * $0)]).log().item() / 3 }, "softplus")
    check(x.clamp(min: -1, max: 1), { Swift.min(Swift.max($0, -1), 1) }, "clamp")
    check(x.reciprocal(), { 1 / $0 }, "reciprocal")
    #expect(x.clamp(min: 2, max: -1).scalars(as: Double.self).allSatisfy { $0 == -1 })
    let whole = Tensor([Int32(-5), 5])
    #expect(whole.clamp(min: -0.5, max: 3.5).scalars(as: Double.self) == [-0.5, 3.5])
    #expect(whole.clamp(min: -1, max: 3).scalars(as: Int32.self) == [-1, 3])
    #expect(x.clamp(min: -1, max: 1).dtype == .float64)
    #expect(Tensor([Double.nan]).clamp(min: 0, max: 1).item().isNaN)
  }

  @Test func kinksHaveTheirDocumentedDerivatives() throws {
    func slopes(_ x: [Double], _ f: (Tensor) -> Tensor) throws -> [Double] {
      try gradient(at: Tensor(x)) { f($0).sum() }.scalars(as: Double.self)
    }
    #expect(try slopes([0, -0.0, 1]) { $0.relu() } == [0, 0, 1])
    #expect(try slopes([0, 2, -2]) { $0.abs() } == [0, 1, -1])
    #expect(
      try slopes([-3, 3, 0]) { $0.hardSwish() }.map { ($0 * 2).rounded() / 2 } == [-0.5, 1.5, 0.5])
    #expect(try slopes([0, 1]) { $0.leakyRelu(slope: 0.5) } == [0.5, 1])
    #expect(try slopes([0, 1]) { $0.elu(alpha: 0.25) } == [0.25, 1])
    #expect(try slopes([-1, 0, 1, 2]) { $0.clamp(min: -1, max: 1) } == [1, 1, 1, 0])
    #expect(try slopes([0, 3, 6]) { $0.relu6() } == [0, 1, 0])
    #expect(Tensor([Int32(-1), 3, 9]).relu6() == Tensor([Int32(0), 3, 6]))
    #expect(try slopes([-3, 0, 3]) { $0.hardSigmoid() * 6 } == [0, 1, 0])
    #expect(try slopes([2, 1, 0]) { $0.maximum(Tensor([2.0, 0, 1])) } == [0.5, 1, 0])
    #expect(try slopes([2, 1, 0]) { $0.minimum(Tensor([2.0, 0, 1])) } == [0.5, 0, 1])
    #expect(
      try slopes([0.5, 1.5, -2]) { $0.round() + $0.floor() + $0.ceil() + $0.sign() } == [0, 0, 0])
    #expect(try slopes([-800, 800]) { $0.softplus() } == [0, 1])
    #expect(try slopes([-1000, 1000]) { $0.elu() } == [0, 1])
  }

  @Test func whereChoosesAndBroadcasts() throws {
    let condition = Tensor([true, false], shape: [2, 1])
    let chosen = Tensor.where(condition, Tensor([Int16(1), 2, 3]), Tensor([Int16(9)]))
    #expect(chosen.dtype == .int16 && chosen.scalars(as: Int16.self) == [1, 2, 3, 9, 9, 9])
    let x = Tensor([0.0, 4.0])
    // The value that must not be divided by is replaced before.
    let g = try gradient(at: x) { x in
      let isZero = x .== 0
      return Tensor.where(isZero, 0, 1 / Tensor.where(isZero, 1, x)).sum()
    }
    #expect(g.scalars(as: Double.self) == [0, -0.0625])
    #expect(throws: TensorError.self) {
      try withTensorErrors { _ = Tensor.where(Tensor([true, false, true]), x, x) }
    }
  }

  @Test func comparisonsAndLogicAgreeWithSwift() {
    let a = [-1.0, 0, 2, .nan, .infinity, 3]
    let b = [0.0, -0.0, 2, .nan, .infinity, -3]
    let (x, y) = (Tensor(a), Tensor(b))
    func check(_ found: Tensor, _ model: (Double, Double) -> Bool) {
      #expect(found.dtype == .bool)
      #expect(found.scalars(as: Bool.self) == zip(a, b).map(model))
    }
    check(x .== y, ==)
    check(x .!= y, !=)
    check(x .< y, <)
    check(x .<= y, <=)
    check(x .> y, >)
    check(x .>= y, >=)
    check((x .> 0) .& (y .> 0)) { $0 > 0 && $1 > 0 }
    check((x .> 0) .| (y .> 0)) { $0 > 0 || $1 > 0 }
    check((x .> 0) .^ (y .> 0)) { ($0 > 0) != ($1 > 0) }
    check(.!x) { a, _ in a == 0 }
    check(x.isNaN()) { a, _ in a.isNaN }
    check(x.isFinite()) { a, _ in a.isFinite }
    check(x.isInfinite()) { a, _ in a.isInfinite }
    let whole = Tensor([UInt8(2), 3, 255])
    #expect((whole .< 2.5).scalars(as: Bool.self) == [true, false, false])
    #expect((whole .> -1).scalars(as: Bool.self) == [true, true, true])
    #expect((whole .< 1000).scalars(as: Bool.self) == [true, true, true])
    #expect(whole.isFinite().scalars(as: Bool.self) == [true, true, true])
    #expect(whole.maximum(Tensor([UInt8(7)])).scalars(as: UInt8.self) == [7, 7, 255])
    #expect((Tensor([Float(0.1)]) .== 0.1).scalars(as: Bool.self) == [true])
  }
}
