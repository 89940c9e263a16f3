// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// The code of an account that a token calls: borrowers of flash loans (EIP-3156) and receivers of
/// transfers and approvals that call (EIP-1363).
///
/// ```swift
/// struct Shop: ReceiverCode {
///   func onTransferReceived(
///     _ transfer: TransferCall, token: inout Token, environment: CallEnvironment
///   ) throws(LedgerError) -> [UInt8] {
///     guard transfer.value >= 5 else { throw .reverted(reason: "too little") }
///     try token.transfer(from: transfer.receiver, to: transfer.sender, value: 1)  // change
///     return TransferCall.accepted
///   }
/// }
/// var environment = CallEnvironment()
/// environment.receivers[shop] = Shop()
/// ```
///
/// A hook holds the token while it runs and may call anything of it, also what called the hook:
/// with the environment it was given, so that such calls end somewhere. It stays in the block: a
/// hook that advances, undoes or replaces the token, and then agrees, traps. A hook that throws or gives
/// another answer than the agreed one undoes everything since the call began, in the token; what
/// the hook changed elsewhere is its own to undo. A hook that is not written is a function that the
/// account's contract does not have.
public protocol ReceiverCode: Sendable {
  /// Uses the units that a flash loan lent, and allows the token to take them back with the fee.
  ///
  /// - Returns: ``FlashLoan/accepted``; anything else refuses.
  /// - Throws: ``LedgerError``, as ``LedgerError/reverted(reason:)``, to refuse.
  func onFlashLoan(
    _ loan: FlashLoan, token: inout Token, environment: CallEnvironment
  ) throws(LedgerError) -> Digest

  /// Takes note of a transfer that has happened.
  ///
  /// - Returns: ``TransferCall/accepted``; anything else refuses.
  /// - Throws: ``LedgerError``, as ``LedgerError/reverted(reason:)``, to refuse.
  func onTransferReceived(
    _ transfer: TransferCall, token: inout Token, environment: CallEnvironment
  ) throws(LedgerError) -> [UInt8]

  /// Takes note of an allowance that has been given.
  ///
  /// - Returns: ``ApprovalCall/accepted``; anything else refuses.
  /// - Throws: ``LedgerError``, as ``LedgerError/reverted(reason:)``, to refuse.
  func onApprovalReceived(
    _ approval: ApprovalCall, token: inout Token, environment: CallEnvironment
  ) throws(LedgerError) -> [UInt8]
}

extension ReceiverCode {
  /// Refuses without data, as a contract that has no such function.
  public func onFlashLoan(
    _ loan: FlashLoan, token: inout Token, environment: CallEnvironment
  ) throws(LedgerError) -> Digest { throw .receiverReverted([]) }

  /// Refuses without data, as a contract that has no such function.
  public func onTransferReceived(
    _ transfer: TransferCall, token: inout Token, environment: CallEnvironment
  ) throws(LedgerError) -> [UInt8] { throw .receiverReverted([]) }

  /// Refuses without data, as a contract that has no such function.
  public func onApprovalReceived(
    _ approval: ApprovalCall, token: inout Token, environment: CallEnvironment
  ) throws(LedgerError) -> [UInt8] { throw .receiverReverted([]) }
}

/// Why a receiver's code counts as not having agreed, where it gave no reason of its own.
@nonexhaustive
public enum ReceiverFailure: Sendable, Hashable, CaseIterable {
  /// The account has no code.
  case noCode
  /// The hook refused without data, or the account's code has no such hook.
  case noReason
  /// The hook answered something else than what was agreed.
  case wrongAnswer
  /// ``CallEnvironment/greatestDepth`` calls of receivers' code already surround this one.
  case tooDeep
}

extension ReceiverFailure: CustomStringConvertible {
  /// A few words.
  public var description: String {
    switch self {
    case .noCode: "it has no code"
    case .noReason: "its code gave no reason"
    case .wrongAnswer: "its code answered something else"
    case .tooDeep: "calls of receivers' code lie too deep in each other"
    }
  }
}

extension LedgerError {
  /// A refusal of a receiver's code with a reason, as `require(false, reason)` of Solidity.
  public static func reverted(reason: String) -> LedgerError {
    .receiverReverted(RevertData.reason(reason).bytes)
  }

  /// A refusal of a receiver's code by a panic, as 0x12 where Solidity divides by zero.
  public static func reverted(panic code: UInt8) -> LedgerError {
    .receiverReverted(RevertData.panic(code).bytes)
  }

  /// A refusal of a receiver's code with an error of its own.
  ///
  /// - Parameters:
  ///   - signature: as `OutOfStock(uint256)`.
  ///   - words: the arguments, one word each.
  public static func reverted(error signature: String, _ words: [UInt256] = []) -> LedgerError {
    .receiverReverted(RevertData.custom(signature, words).bytes)
  }
}

extension CallEnvironment {
  /// How many calls of receivers' code may lie in each other; the next one fails.
  ///
  /// A contract's calls end where its gas does; here nothing else would end them.
  public static let greatestDepth = 64

  /// The surroundings within one more call, nil where that lies too deep.
  fileprivate var deeper: CallEnvironment? {
    guard depth < Self.greatestDepth else { return nil }
    var inner = self
    inner.depth += 1
    return inner
  }
}

extension Token {
  /// Writes a log of a receiver's code among the token's own events, in its place.
  ///
  /// For hooks that tell something, so that the logs of the call that ran them are complete.
  ///
  /// - Precondition: the log has not the token's own address.
  /// - Complexity: O(1).
  public mutating func emit(_ log: TokenLog) {
    precondition(
      log.address != configuration.address, "Nobody else writes logs with the token's address.")
    storage.append(.receiverLog(log))
  }

  /// Calls the code at `address` and asks for the agreed answer.
  ///
  /// What the hook throws becomes revert data, as another contract's revert would. Undoing is the
  /// caller's part.
  mutating func callCode<Answer: Equatable>(
    at address: Address, expecting accepted: Answer, in environment: CallEnvironment,
    refusal: (ReceiverFailure) -> LedgerError,
    _ hook: (any ReceiverCode, inout Token, CallEnvironment) throws(LedgerError) -> Answer
  ) throws(LedgerError) {
    guard let code = environment.receivers[address] else { throw refusal(.noCode) }
    guard let inner = environment.deeper else { throw refusal(.tooDeep) }
    let lease = TokenLease(of: self)
    let answer: Answer
    do throws(LedgerError) {
      answer = try hook(code, &self, inner)
    } catch {
      let data = error.revertData(in: configuration.dialect) ?? []
      throw data.isEmpty ? refusal(.noReason) : .receiverReverted(data)
    }
    lease.checkReturn(of: self)
    if answer != accepted { throw refusal(.wrongAnswer) }
  }

  /// Does all of `steps` or, where it throws, nothing.
  ///
  /// - Complexity: O(1) beside the steps.
  mutating func allOrNothing<Result>(
    _ steps: (inout Token) throws(LedgerError) -> Result
  ) throws(LedgerError) -> Result {
    let before = self
    do throws(LedgerError) {
      return try steps(&self)
    } catch {
      self = before
      throw error
    }
  }
}
