// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension LedgerError {
  /// The signature of the error a contract answers with, as
  /// `ERC20InsufficientBalance(address,uint256,uint256)`; `Panic(uint256)` for a supply overflow; nil
  /// for errors no contract has.
  public var solidityError: String? { solidity?.signature }

  /// The bytes a contract answers with: the selector and the arguments in the Ethereum ABI.
  ///
  /// - Complexity: O(1).
  public var revertData: [UInt8]? {
    guard let (signature, words) = solidity else { return nil }
    return Keccak256.hash(signature.utf8).bytes.prefix(4) + words.flatMap { $0 }
  }

  private var solidity: (signature: String, words: [[UInt8]])? {
    switch self {
    case .insufficientBalance(let sender, let balance, let needed):
      (
        "ERC20InsufficientBalance(address,uint256,uint256)",
        [sender.word.bytes, balance.bigEndianBytes, needed.bigEndianBytes]
      )
    case .invalidSender(let address):
      ("ERC20InvalidSender(address)", [address.word.bytes])
    case .invalidReceiver(let address):
      ("ERC20InvalidReceiver(address)", [address.word.bytes])
    case .insufficientAllowance(let spender, let allowance, let needed):
      (
        "ERC20InsufficientAllowance(address,uint256,uint256)",
        [spender.word.bytes, allowance.bigEndianBytes, needed.bigEndianBytes]
      )
    case .invalidApprover(let address):
      ("ERC20InvalidApprover(address)", [address.word.bytes])
    case .invalidSpender(let address):
      ("ERC20InvalidSpender(address)", [address.word.bytes])
    case .supplyOverflow:
      // 0x11 is the checked arithmetic's panic.
      ("Panic(uint256)", [UInt256(0x11 as UInt64).bigEndianBytes])
    case .alreadyDeployed, .notDeployed, .brokenInvariant:
      nil
    }
  }
}

extension Address {
  /// The address in a word of 32 bytes, as the Ethereum ABI writes it.
  var word: Digest {
    guard let word = Digest(bytes: [UInt8](repeating: 0, count: 12) + bytes) else {
      preconditionFailure("Twelve zeros and an address are 32 bytes.")
    }
    return word
  }
}
