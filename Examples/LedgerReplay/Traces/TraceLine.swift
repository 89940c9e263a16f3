// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import LedgerPrimitives

/// One call of a trace and everything the real contract answered.
struct TraceLine: Decodable {
  var i: Int
  var block: TraceBlock?
  var target: String?
  var fn: String
  var caller: Address
  var calldata: TraceBytes
  var outcome: Outcome
  var returned: TraceBytes?
  var revert: Revert?
  var logs: [TraceLogLine]
  var state: TraceState
  var checkpoint: TraceState?
  var queries: TraceQueries?

  enum Outcome: String, Decodable {
    case ok
    case revert
  }

  struct Revert: Decodable {
    var data: TraceBytes
    var reason: String?
  }

  enum CodingKeys: String, CodingKey {
    case i, block, target, fn, caller, calldata, outcome, revert, logs, state, checkpoint, queries
    case returned = "return"
  }
}
