// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import HostingEconomics

/// What was asked for.
struct Wishes {
  let gpu: String
  let gpus: Int
  let model: String
  let site: String?
  let utilisation: Double?
  let rent: String?
  let capital: String?
  let electricity: String?
  let batch: Double
  let prompt: Double
  let output: Double
  let bytesPerWeight: Double
  let stake: String
  let tokenPrice: String
  let eta: String
  let round: Double
  let requiredReturn: Double
}

/// Why a wish cannot be planned.
enum PlanError: Error, CustomStringConvertible {
  case eta(String)
  case gpus(Int)
  case encoder(String)
  case rentAndCapital

  var description: String {
    switch self {
    case .eta(let text): "--eta is \"\(text)\", not a number from 1 to 10."
    case .gpus(let count): "--gpus is \(count), not from 1 to 1024."
    case .encoder(let name): "\(name) reads and does not write: it has no tokens per second here."
    case .rentAndCapital: "--rent and --capital exclude each other."
    }
  }
}
