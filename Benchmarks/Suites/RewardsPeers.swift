// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if Oracles
  import BigInt
  import ExactArithmetic
  import Rewards

  /// The obvious distribution: integers of any size, and a sort by what is left over.
  enum SlowDistribution {
    static func amounts(of lines: [RewardLineInput], budget: UInt256) -> [BigUInt] {
      func big(_ value: UInt256) -> BigUInt {
        let (a, b, c, d) = value.limbs
        return BigUInt(words: [UInt(a), UInt(b), UInt(c), UInt(d)])
      }
      let sorted = lines.sorted { a, b in
        a.gpu != b.gpu
          ? a.gpu < b.gpu : a.model != b.model ? a.model < b.model : a.lane < b.lane
      }
      let weights = sorted.map { line in
        big(line.stake)
          * (big(line.eta.ratio.numerator) * 1_000_000_000 / big(line.eta.ratio.denominator))
          * BigUInt(line.sharePPM)
      }
      let total = weights.reduce(BigUInt(0), +)
      let payable = min(big(budget), total / 100 / BigUInt(1_000_000_000_000_000))
      var amounts: [BigUInt] = []
      var remainders: [(remainder: BigUInt, index: Int)] = []
      var left = payable
      for (index, weight) in weights.enumerated() {
        let (quotient, remainder) = (payable * weight).quotientAndRemainder(dividingBy: total)
        amounts.append(quotient)
        remainders.append((remainder, index))
        left -= quotient
      }
      remainders.sort {
        $0.remainder != $1.remainder ? $0.remainder > $1.remainder : $0.index < $1.index
      }
      for entry in remainders.prefix(Int(left)) { amounts[entry.index] += 1 }
      return amounts
    }
  }
#endif
