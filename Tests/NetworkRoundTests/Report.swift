// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

/// The parts of the JSON report that tests read.
struct Report: Decodable, Equatable {
  struct Efficiency: Decodable, Equatable {
    let origin: String
    let value: String
    let paid: String
    let baseNanoseconds: UInt64?
    let oursNanoseconds: UInt64?
    let effectiveNanoseconds: UInt64?
  }
  struct Line: Decodable, Equatable {
    let gpu: String
    let lane: String
    let stake: String
    let sharePPM: Int
    let exact: String
    let amount: String
  }
  struct Rewards: Decodable, Equatable {
    let payable: String
    let carriedIn: String
    let carriedOut: String
    let lines: [Line]
  }
  struct Account: Decodable, Equatable {
    let name: String
    let before: String
    let after: String
  }
  struct Training: Decodable, Equatable {
    let receiptsRoot: String
  }
  struct Hosting: Decodable, Equatable {
    let receiptsRoot: String
    let served: Int
    let correct: Int
    let fees: String
  }
  struct Audit: Decodable, Equatable {
    let reconciles: Bool
    let batches: Int
    let head: String
  }

  let round: Int
  let efficiency: Efficiency
  let training: Training
  let hosting: Hosting
  let rewards: Rewards
  let accounts: [Account]
  let audit: Audit

  init(_ program: Program, _ name: String = "round.json") throws {
    self = try JSONDecoder().decode(Report.self, from: try program.bytes(name))
  }
}
