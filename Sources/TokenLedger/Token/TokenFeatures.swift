// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What a token can do beyond EIP-20: chosen when it is deployed.
///
/// With nothing chosen anyone's call may mint, as in a test network's token; choose ``access`` for
/// anything else. The functions of ``Token`` that take no caller ask nobody.
public struct TokenFeatures: Sendable, Hashable, Codable {
  /// Who may mint, pause, block.
  @nonexhaustive
  public enum Access: Sendable, Hashable, Codable {
    /// Everyone.
    case open
    /// One owner, who can hand over in two steps (OpenZeppelin's Ownable2Step).
    case owner(Address)
    /// Roles, each with an admin role (OpenZeppelin's AccessControl); this account has the first.
    case roles(admin: Address)
    /// An owner who names minters (snekmate).
    case minters(owner: Address)
    /// FiatToken's offices; its initialisers name them.
    case offices(FiatTokenOffices)
  }

  /// By which clock past votes are asked for (EIP-6372).
  @nonexhaustive
  public enum VotesClock: String, Sendable, Hashable, Codable, CaseIterable {
    /// The block's number.
    case blockNumber
    /// The block's time in seconds.
    case timestamp
  }

  /// What a flash loan costs (EIP-3156).
  public struct FlashMint: Sendable, Hashable, Codable {
    /// The fee in parts per million of the loan, rounded down.
    public var feePartsPerMillion: UInt32
    /// Who gets the fee; the zero address: it is burned.
    public var feeReceiver: Address

    /// Creates the terms of flash loans.
    public init(feePartsPerMillion: UInt32 = 0, feeReceiver: Address = .zero) {
      self.feePartsPerMillion = feePartsPerMillion
      self.feeReceiver = feeReceiver
    }
  }

  /// Who may mint, pause, block.
  public var access: Access = .open
  /// The most units there can be, nil for 2²⁵⁶ − 1.
  public var cap: UInt256?
  /// Whether it can be paused.
  public var pausable = false
  /// Whether accounts can be blocked.
  public var blocklist = false
  /// Whether holders can burn, and spenders for them.
  public var burnable = false
  /// Whether allowances can be raised and lowered by a difference.
  public var allowanceChanges = false
  /// The version in the EIP-712 domain where allowances can be signed (EIP-2612), else nil.
  public var permitVersion: String?
  /// Whether transfers can be signed with nonces in any order (EIP-3009).
  public var authorizations = false
  /// The clock of votes, nil where units do not vote.
  public var votes: VotesClock?
  /// Whether snapshots can be taken.
  public var snapshots = false
  /// The terms of flash loans, nil where there are none.
  public var flashMint: FlashMint?
  /// Whether transfers can call their receiver (EIP-1363).
  public var transferCalls = false

  /// Plain EIP-20.
  public init() {}
}

/// Who holds FiatToken's offices on the first day.
public struct FiatTokenOffices: Sendable, Hashable, Codable {
  /// Names the other offices.
  public var owner: Address
  /// Names minters and what they may mint.
  public var masterMinter: Address
  /// Pauses and resumes.
  public var pauser: Address
  /// Blocks and unblocks accounts.
  public var blocklister: Address

  /// Names the four offices.
  public init(owner: Address, masterMinter: Address, pauser: Address, blocklister: Address) {
    self.owner = owner
    self.masterMinter = masterMinter
    self.pauser = pauser
    self.blocklister = blocklister
  }
}
