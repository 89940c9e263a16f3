// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import LedgerPrimitives
import TokenLedger

/// The first line of a trace: which contract was run, and in which state it began.
struct TraceHeader: Decodable {
  var format: String
  var contract: String?
  var kind: String?
  var token: Address?
  var asset: Address?
  var vault: Address?
  var decimalsOffset: UInt8?
  var assetDecimals: UInt8?
  var shareDecimals: UInt8?
  var deployer: Address?
  var chainId: TraceInteger?
  var name: String?
  var symbol: String?
  var decimals: UInt8?
  var cap: TraceInteger?
  var borrowers: [Borrower]?
  var setup: [Setup]?
  var block: TraceBlock?
  var domain: Domain?
  var domainSeparator: TraceBytes?
  var state: TraceState

  /// Code that takes flash loans.
  struct Borrower: Decodable {
    var address: Address
    var returnsMagic: Bool
    var approvesRepay: Bool
  }

  /// A call made before the trace.
  struct Setup: Decodable {
    var caller: Address
    var calldata: TraceBytes
    var logs: [TraceLogLine]?
  }

  /// What signatures are bound to.
  struct Domain: Decodable {
    var name: String
    var version: String
  }
}

/// A block of a trace.
struct TraceBlock: Decodable {
  var number: TraceInteger
  var timestamp: TraceInteger
}

/// A log of a trace.
struct TraceLogLine: Decodable {
  var address: Address
  var topics: [TraceBytes]
  var data: TraceBytes
}
