// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Why a token refuses an operation. The state is then exactly as before.
///
/// The first six are the errors of EIP-6093 (https://eips.ethereum.org/EIPS/eip-6093), with the same
/// values in the same order; ``revertData`` gives their bytes.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum LedgerError: Error, Hashable, Sendable {
  /// `sender` holds `balance`, less than the `needed` units.
  case insufficientBalance(sender: Address, balance: UInt256, needed: UInt256)
  /// Units cannot leave this address.
  case invalidSender(Address)
  /// Units cannot go to this address.
  case invalidReceiver(Address)
  /// `spender` may spend `allowance`, less than the `needed` units.
  case insufficientAllowance(spender: Address, allowance: UInt256, needed: UInt256)
  /// This address cannot allow another to spend.
  case invalidApprover(Address)
  /// This address cannot be allowed to spend.
  case invalidSpender(Address)
  /// Minting `value` on top of `supply` exceeds 256 bits.
  case supplyOverflow(supply: UInt256, value: UInt256)
  /// A token was already deployed at this address.
  case alreadyDeployed(Address)
  /// An operation came before the token was deployed.
  case notDeployed
  /// Two numbers of the books that must agree do not: the state is not one this library made.
  case brokenInvariant(rule: String, left: String, right: String)
}

extension LedgerError: CustomStringConvertible {
  /// One sentence with the values.
  public var description: String {
    switch self {
    case .insufficientBalance(let sender, let balance, let needed):
      "\(sender) holds \(balance) and needs \(needed)."
    case .invalidSender(let address):
      "\(address) cannot send."
    case .invalidReceiver(let address):
      "\(address) cannot receive."
    case .insufficientAllowance(let spender, let allowance, let needed):
      "\(spender) may spend \(allowance) and needs \(needed)."
    case .invalidApprover(let address):
      "\(address) cannot approve."
    case .invalidSpender(let address):
      "\(address) cannot be approved."
    case .supplyOverflow(let supply, let value):
      "Minting \(value) on top of \(supply) does not fit into 256 bits."
    case .alreadyDeployed(let address):
      "The token \(address) is deployed already."
    case .notDeployed:
      "No token is deployed."
    case .brokenInvariant(let rule, let left, let right):
      "The books are broken: \(rule), but \(left) is not \(right)."
    }
  }
}
