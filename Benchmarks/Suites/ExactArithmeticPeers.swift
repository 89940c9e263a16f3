// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if Oracles
  import BigInt
#endif
import ExactArithmetic

/// The same work done by attaswift/BigInt, where the trait Oracles is on.
enum ExactArithmeticPeers {
  typealias Peer = (name: String, prepare: @Sendable () throws -> () throws -> Void)

  /// What is done with every pair of numbers.
  enum Operation {
    case add, multiply, multiplyModulo, divide, mulDiv(UInt256)
  }

  /// Takes the same numbers as ours and does the same with them.
  static func pairwise(
    _ operation: Operation, _ left: @escaping @Sendable () -> [UInt256],
    _ right: @escaping @Sendable () -> [UInt256]
  ) -> Peer? {
    #if Oracles
      return (
        "BigInt",
        {
          let pairs = zip(left(), right()).map { (BigUInt($0), BigUInt($1)) }
          let mask = (BigUInt(1) << 256) - 1
          return {
            switch operation {
            case .add: for (a, b) in pairs { sink(a + b) }
            case .multiply: for (a, b) in pairs { sink(a * b) }
            case .multiplyModulo: for (a, b) in pairs { sink((a * b) & mask) }
            case .divide: for (a, b) in pairs { sink(a / b) }
            case .mulDiv(let divisor):
              let divisor = BigUInt(divisor)
              for (a, b) in pairs { sink(a * b / divisor) }
            }
          }
        }
      )
    #else
      return nil
    #endif
  }

  /// Reads the digits of a number.
  static func parsing(_ text: String) -> Peer? {
    #if Oracles
      return ("BigInt", { { sink(BigUInt(text)) } })
    #else
      return nil
    #endif
  }

  /// Writes the digits of a number.
  static func formatting(_ value: UInt256) -> Peer? {
    #if Oracles
      return (
        "BigInt",
        {
          let value = BigUInt(value)
          return { sink(value.description) }
        }
      )
    #else
      return nil
    #endif
  }
}
