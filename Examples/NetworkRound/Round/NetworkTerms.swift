// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic

/// What a new network is founded with. A network that is in the ledger keeps its own.
struct NetworkTerms {
  static let decimals = 18

  /// Stake on each GPU, in base units.
  let stakes: [UInt256]
  /// Base units that each round may pay.
  let budget: UInt256
  /// Reward rate.
  let alpha: Ratio
  /// The flags that were set, which only a new network can follow.
  let flags: [String]

  init(stakes: String?, budget: String?, alpha: Ratio?) throws {
    func tokens(_ text: some StringProtocol) throws -> UInt256 {
      try TokenAmount.parse(String(text), decimals: Self.decimals)
    }
    // Amounts whose shares do not come out even, so that the last unit has to go somewhere.
    let texts = (stakes ?? "1000,2000,3000.000000000000000001,4500.5")
      .split(separator: ",", omittingEmptySubsequences: false)
    guard (2...8).contains(texts.count) else {
      throw ProgramError("--stakes names \(texts.count) GPUs: not 2 to 8")
    }
    var amounts: [UInt256] = []
    for text in texts {
      do {
        amounts.append(try tokens(text.drop { $0 == " " }))
      } catch {
        throw ProgramError("--stakes, “\(text)”: \(error)")
      }
    }
    do {
      self.budget = try tokens(budget ?? "1000")
    } catch {
      throw ProgramError("--budget, “\(budget ?? "")”: \(error)")
    }
    self.stakes = amounts
    self.alpha = try alpha ?? Ratio(1, 100)
    flags =
      (stakes == nil ? [] : ["--stakes"]) + (budget == nil ? [] : ["--budget"])
      + (alpha == nil ? [] : ["--alpha"])
  }
}
