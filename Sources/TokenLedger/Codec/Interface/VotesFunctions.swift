// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension ContractFunction {
  /// EIP-5805 and EIP-6372, and OpenZeppelin's view of the checkpoints.
  static let votes: [ContractFunction] = [
    ContractFunction("clock()", when: { $0.features.votes != nil }) { token, _, _ in
      UInt256(token.votesClock).bigEndianBytes
    },
    ContractFunction("CLOCK_MODE()", when: { $0.features.votes != nil }) { token, _, _ in
      ReturnValue.text(
        token.configuration.features.votes == .timestamp
          ? "mode=timestamp" : "mode=blocknumber&from=default")
    },
    ContractFunction("getVotes(address)", when: { $0.features.votes != nil }) {
      token, arguments, _ throws(LedgerError) in
      token.votes(of: try arguments.address()).bigEndianBytes
    },
    ContractFunction("getPastVotes(address,uint256)", when: { $0.features.votes != nil }) {
      token, arguments, _ throws(LedgerError) in
      try token.pastVotes(of: try arguments.address(), at: try arguments.uint256())
        .bigEndianBytes
    },
    ContractFunction("getPastTotalSupply(uint256)", when: { $0.features.votes != nil }) {
      token, arguments, _ throws(LedgerError) in
      try token.pastTotalSupply(at: try arguments.uint256()).bigEndianBytes
    },
    ContractFunction("delegates(address)", when: { $0.features.votes != nil }) {
      token, arguments, _ throws(LedgerError) in
      token.delegate(of: try arguments.address()).slotValue.bigEndianBytes
    },
    ContractFunction(
      "delegate(address)", action: .delegation, when: { $0.features.votes != nil }
    ) { token, arguments, call throws(LedgerError) in
      try token.delegate(by: call.caller, to: try arguments.address())
      return []
    },
    ContractFunction(
      "delegateBySig(address,uint256,uint256,uint8,bytes32,bytes32)", action: .delegation,
      when: { $0.features.votes != nil }
    ) { token, arguments, call throws(LedgerError) in
      try token.delegate(
        to: try arguments.address(), nonce: try arguments.uint256(),
        expiry: try arguments.uint256(), signature: try arguments.signature(),
        recoverer: call.environment.recoverer, domainSeparator: call.environment.domainSeparator)
      return []
    },
    ContractFunction("numCheckpoints(address)", when: { $0.features.votes != nil }) {
      token, arguments, _ throws(LedgerError) in
      UInt256(UInt64(token.checkpointCount(of: try arguments.address()))).bigEndianBytes
    },
    ContractFunction("checkpoints(address,uint32)", when: { $0.features.votes != nil }) {
      token, arguments, _ throws(LedgerError) in
      let checkpoint = try token.checkpoint(
        of: try arguments.address(), at: try arguments.uint32())
      return UInt256(checkpoint.timepoint).bigEndianBytes + checkpoint.votes.bigEndianBytes
    },
  ]
}
