// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if Oracles
  import BigInt
  import ExactArithmetic
  import TestSupport
  import Testing

  /// A million random operations beside attaswift/BigInt, in eight parts that run at the same time.
  @Suite struct BigIntOracle {
    private static let parts = 8
    private static let operationsPerPart = 125_000
    /// How many operations a set of operands serves: making and converting them costs most.
    private static let operationsPerPool = 1_250

    /// A number, ours and theirs.
    private struct Operand {
      let ours: UInt256
      let theirs: BigUInt

      init(_ ours: UInt256) {
        self.ours = ours
        theirs = BigUInt(words: ours.words)
      }
    }

    private enum Operation: Int, CaseIterable {
      case add, subtract, multiply, multiplyFull, divide, remainder, divideCeil, divideFull
      case mulDivFloor, mulDivCeil, mulMod, addMod, power, squareRoot, log2, log10, gcd
      case shiftLeft, shiftRight, and, or, xor, not, compare, format, parse, hex, bytes
    }

    /// The operation of a step: those of one pass over digits or bits are slow on one side or the
    /// other, and take one step of 32 together.
    private static let schedule: [Operation] = {
      let slow: Set<Operation> = [.power, .squareRoot, .log10, .gcd, .format, .parse, .hex, .bytes]
      let fast = Operation.allCases.filter { !slow.contains($0) }
      return Operation.allCases.filter(slow.contains).flatMap { operation in
        (0..<40).map { fast[$0 % fast.count] } + [operation]
      }
    }()

    private static let limit = BigUInt(1) << 256

    @Test(arguments: 0..<parts)
    func aMillionRandomOperationsAgree(part: Int) throws {
      var source = NumberSource(random: SeededGenerator(seed: 2_560_000 + UInt64(part)))
      var pool: [Operand] = []
      var counts = [Int](repeating: 0, count: Operation.allCases.count)
      for step in 0..<Self.operationsPerPart {
        if step % Self.operationsPerPool == 0 {
          pool = (0..<64).map { _ in Operand(source.number()) }
        }
        let word = source.random.next()
        let a = pool[Int(word & 63)]
        let b = pool[Int(word >> 6 & 63)]
        let c = pool[Int(word >> 12 & 63)]
        let operation = Self.schedule[step % Self.schedule.count]
        counts[operation.rawValue] += 1
        if try !agree(operation, a, b, c, shift: Int(word >> 18 & 511)) {
          Issue.record(
            """
            seed \(source.random.seed), step \(step): \(operation) of \(a.ours), \(b.ours), \
            \(c.ours) is not what BigInt says
            """)
          return
        }
      }
      #expect(counts.allSatisfy { $0 > 0 } && counts.reduce(0, +) == Self.operationsPerPart)
    }

    private func agree(
      _ operation: Operation, _ a: Operand, _ b: Operand, _ c: Operand, shift: Int
    ) throws -> Bool {
      let (x, y, z) = (a.ours, b.ours, c.ours)
      let (p, q, r) = (a.theirs, b.theirs, c.theirs)
      switch operation {
      case .add:
        let sum = x.addingReportingOverflow(y)
        return checked(sum.partialValue, sum.overflow, p + q)
          && (try? x.adding(y)) == (sum.overflow ? nil : sum.partialValue)
      case .subtract:
        let difference = x.subtractingReportingOverflow(y)
        return difference.overflow == (p < q)
          && same(difference.partialValue, p < q ? Self.limit + p - q : p - q)
      case .multiply:
        let product = x.multipliedReportingOverflow(by: y)
        return checked(product.partialValue, product.overflow, p * q)
          && x &* y == product.partialValue
      case .multiplyFull:
        let (high, low) = x.multipliedFullWidth(by: y)
        return BigUInt(words: Array(low.words) + Array(high.words)) == p * q
      case .divide:
        return same(try? x.divided(by: y), q.isZero ? nil : p / q)
      case .remainder:
        return same(try? x.remainder(dividingBy: y), q.isZero ? nil : p % q)
      case .divideCeil:
        return same(try? x.dividedCeil(by: y), q.isZero ? nil : (p + q - 1) / q)
      case .divideFull:
        let wide = (p << 256) + q
        let result = try? z.dividingFullWidthChecked((high: x, low: y))
        return same(result?.quotient, p < r ? wide / r : nil)
          && same(result?.remainder, p < r ? wide % r : nil)
      case .mulDivFloor:
        return same(try? UInt256.mulDivFloor(x, y, z), fitting(r.isZero ? nil : p * q / r))
      case .mulDivCeil:
        return same(
          try? UInt256.mulDivCeil(x, y, z), fitting(r.isZero ? nil : (p * q + r - 1) / r))
      case .mulMod:
        return same(try? UInt256.mulMod(x, y, z), r.isZero ? nil : p * q % r)
      case .addMod:
        return same(try? UInt256.addMod(x, y, z), r.isZero ? nil : (p + q) % r)
      case .power:
        let power = x.powerReportingOverflow(UInt256(shift & 7))
        return checked(power.partialValue, power.overflow, p.power(shift & 7))
      case .squareRoot: return same(x.squareRootFloor(), p.squareRoot())
      case .log2: return (try? x.log2Floor()) == (p.isZero ? nil : p.bitWidth - 1)
      case .log10: return (try? x.log10Floor()) == (p.isZero ? nil : p.description.count - 1)
      case .gcd: return same(UInt256.greatestCommonDivisor(x, y), p.greatestCommonDivisor(with: q))
      case .shiftLeft: return same(x << shift, (p << shift) % Self.limit)
      case .shiftRight: return same(x >> shift, p >> shift)
      case .and: return same(x & y, p & q)
      case .or: return same(x | y, p | q)
      case .xor: return same(x ^ y, p ^ q)
      case .not: return same(~x, Self.limit - 1 - p)
      case .compare: return (x < y) == (p < q) && (x == y) == (p == q) && (x > y) == (p > q)
      case .format: return x.description == p.description
      case .parse: return UInt256(p.description) == x
      case .hex: return x.hexText == "0x" + String(p, radix: 16)
      case .bytes:
        let bytes = Array(p.serialize())
        return x.bigEndianBytes.drop { $0 == 0 } == bytes[...]
          && UInt256(bigEndianBytes: bytes) == x
      }
    }

    /// Whether a wrapped result and its overflow are those of the exact result.
    private func checked(_ wrapped: UInt256, _ overflow: Bool, _ exact: BigUInt) -> Bool {
      overflow == (exact >= Self.limit)
        && same(wrapped, overflow ? exact & (Self.limit - 1) : exact)
    }

    private func same(_ ours: UInt256?, _ theirs: BigUInt?) -> Bool {
      ours.map { BigUInt(words: $0.words) } == theirs
    }

    private func fitting(_ exact: BigUInt?) -> BigUInt? {
      exact.flatMap { $0 < Self.limit ? $0 : nil }
    }
  }
#endif
