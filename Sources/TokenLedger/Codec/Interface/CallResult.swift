// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// What a call came to, as a node tells it.
public struct CallResult: Sendable, Hashable {
  /// What the function returned, or the revert data.
  public let output: [UInt8]
  /// What the call told; nothing where it was refused.
  public let logs: [TokenLog]
  /// Why the call was refused, nil where it was carried out.
  public let error: LedgerError?

  /// Whether the call was carried out.
  public var succeeded: Bool { error == nil }
}

/// Who calls, and what surrounds the call.
public struct CallEnvironment: Sendable {
  /// The code of accounts that have some, which flash loans, transfers and approvals may call.
  public var receivers: [Address: any ReceiverCode] = [:]
  /// What finds out who signed; nil where no signature can be checked.
  public var recoverer: (any SignatureRecovering)?
  /// The domain separator that signed delegations are checked with in place of the token's own: for
  /// replaying a contract whose domain is known by its hash alone.
  public var domainSeparator: Digest?
  /// How many calls of receivers' code this one happens within.
  var depth = 0

  /// Creates an environment in which no account has code and no signature can be checked.
  public init() {}
}

/// What a function of the contract knows besides its arguments.
struct CallContext {
  /// Who calls.
  let caller: Address
  /// What surrounds the call.
  let environment: CallEnvironment
}
