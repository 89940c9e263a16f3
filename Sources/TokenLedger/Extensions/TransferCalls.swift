// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// A transfer that its receiver's code is told
/// (EIP-1363, https://eips.ethereum.org/EIPS/eip-1363).
public struct TransferCall: Sendable, Hashable {
  /// Who called the token: the sender, or who spent the sender's allowance.
  public let caller: Address
  /// Who sent the units.
  public let sender: Address
  /// Who received them, and whose code is told.
  public let receiver: Address
  /// The units.
  public let value: UInt256
  /// Whatever the caller wants the receiver to know.
  public let data: [UInt8]

  /// What a receiver answers who agrees: the selector of
  /// `onTransferReceived(address,address,uint256,bytes)`, 0x88a7ca5c.
  public static let accepted =
    Selector(of: "onTransferReceived(address,address,uint256,bytes)").bytes
}

/// An allowance that its spender's code is told
/// (EIP-1363, https://eips.ethereum.org/EIPS/eip-1363).
public struct ApprovalCall: Sendable, Hashable {
  /// Whose units may be spent.
  public let owner: Address
  /// Who may spend them, and whose code is told.
  public let spender: Address
  /// The units.
  public let value: UInt256
  /// Whatever the owner wants the spender to know.
  public let data: [UInt8]

  /// What a spender answers who agrees: the selector of
  /// `onApprovalReceived(address,uint256,bytes)`, 0x7b04a2d0.
  public static let accepted = Selector(of: "onApprovalReceived(address,uint256,bytes)").bytes
}

extension Token {
  /// Moves `value` units of `from` to `to` and then tells the code of `to`.
  ///
  /// - Parameters:
  ///   - from: whose units.
  ///   - to: who gets them, and whose code is told.
  ///   - value: the units.
  ///   - data: for the receiver's code.
  ///   - environment: where the receiver's code stands.
  /// - Throws: ``LedgerError``: not enabled, what ``transfer(from:to:value:)`` throws, the
  ///   receiver's refusal (``LedgerError/receiverReverted(_:)``), transfer call failed. Then nothing
  ///   changes, whatever the receiver's code did with the token.
  /// - Complexity: O(1) beside the receiver's code.
  public mutating func transferAndCall(
    from: Address, to: Address, value: UInt256, data: [UInt8] = [],
    environment: CallEnvironment
  ) throws(LedgerError) {
    try checkTransferCalls()
    let call = TransferCall(caller: from, sender: from, receiver: to, value: value, data: data)
    try allOrNothing { token throws(LedgerError) in
      try token.transfer(from: from, to: to, value: value)
      try token.tellReceiver(call, in: environment)
    }
  }

  /// Moves `value` units of `from` to `to` out of the allowance of `spender` and then tells the code
  /// of `to`.
  ///
  /// - Parameters:
  ///   - spender: whose allowance is used.
  ///   - from: whose units.
  ///   - to: who gets them, and whose code is told.
  ///   - value: the units.
  ///   - data: for the receiver's code.
  ///   - environment: where the receiver's code stands.
  /// - Throws: ``LedgerError``: not enabled, what ``transferFrom(spender:from:to:value:)`` throws,
  ///   the receiver's refusal (``LedgerError/receiverReverted(_:)``), transfer call failed. Then
  ///   nothing changes, whatever the receiver's code did with the token.
  /// - Complexity: O(1) beside the receiver's code.
  public mutating func transferFromAndCall(
    spender: Address, from: Address, to: Address, value: UInt256, data: [UInt8] = [],
    environment: CallEnvironment
  ) throws(LedgerError) {
    try checkTransferCalls()
    let call = TransferCall(caller: spender, sender: from, receiver: to, value: value, data: data)
    try allOrNothing { token throws(LedgerError) in
      try token.transferFrom(spender: spender, from: from, to: to, value: value)
      try token.tellReceiver(call, in: environment)
    }
  }

  /// Lets `spender` spend `value` units of `owner` and then tells the code of `spender`.
  ///
  /// - Parameters:
  ///   - owner: whose units may be spent.
  ///   - spender: who may spend them, and whose code is told.
  ///   - value: the units.
  ///   - data: for the spender's code.
  ///   - environment: where the spender's code stands.
  /// - Throws: ``LedgerError``: not enabled, what ``approve(owner:spender:value:)`` throws, the
  ///   spender's refusal (``LedgerError/receiverReverted(_:)``), approve call failed. Then nothing
  ///   changes, whatever the spender's code did with the token.
  /// - Complexity: O(1) beside the spender's code.
  public mutating func approveAndCall(
    owner: Address, spender: Address, value: UInt256, data: [UInt8] = [],
    environment: CallEnvironment
  ) throws(LedgerError) {
    try checkTransferCalls()
    let call = ApprovalCall(owner: owner, spender: spender, value: value, data: data)
    try allOrNothing { token throws(LedgerError) in
      try token.approve(owner: owner, spender: spender, value: value)
      try token.callCode(
        at: spender, expecting: ApprovalCall.accepted, in: environment,
        refusal: { .approveCallFailed(spender: spender, because: $0) }
      ) { code, token, inner throws(LedgerError) in
        try code.onApprovalReceived(call, token: &token, environment: inner)
      }
    }
  }

  private func checkTransferCalls() throws(LedgerError) {
    guard configuration.features.transferCalls else {
      throw .notEnabled("transfers that call their receiver")
    }
  }

  private mutating func tellReceiver(
    _ call: TransferCall, in environment: CallEnvironment
  ) throws(LedgerError) {
    try callCode(
      at: call.receiver, expecting: TransferCall.accepted, in: environment,
      refusal: { .transferCallFailed(receiver: call.receiver, because: $0) }
    ) { code, token, inner throws(LedgerError) in
      try code.onTransferReceived(call, token: &token, environment: inner)
    }
  }
}
