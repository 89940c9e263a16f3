// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension TokenEvent {
  /// The log of the event as a contract of `dialect` at `address` writes it.
  ///
  /// - Complexity: O(1).
  public func log(
    of address: Address, in dialect: Dialect = .openZeppelin5
  ) -> TokenLog {
    // Another contract's log has its own address and topics.
    if case .receiverLog(let log) = self { return log }
    let layout = layout(in: dialect.style)
    return TokenLog(
      address: address,
      topics: [Keccak256.hash(layout.signature.utf8)] + layout.indexed.map(\.asDigest),
      data: layout.data.flatMap(\.bigEndianBytes))
  }

  /// The topics of the event's log: the digest of its signature and the indexed arguments.
  ///
  /// - Complexity: O(1).
  public var topics: [Digest] { log(of: .zero).topics }

  /// The data of the event's log.
  ///
  /// - Complexity: O(1).
  public var data: [UInt8] { log(of: .zero).data }

  private typealias Layout = (signature: String, indexed: [UInt256], data: [UInt256])

  private func layout(in style: Dialect.Style) -> Layout {
    switch self {
    case .transfer(let from, let to, let value):
      ("Transfer(address,address,uint256)", [from.slotValue, to.slotValue], [value])
    case .approval(let owner, let spender, let value):
      ("Approval(address,address,uint256)", [owner.slotValue, spender.slotValue], [value])
    case .paused(let account):
      style == .fiatToken2 ? ("Pause()", [], []) : ("Paused(address)", [], [account.slotValue])
    case .unpaused(let account):
      style == .fiatToken2
        ? ("Unpause()", [], []) : ("Unpaused(address)", [], [account.slotValue])
    case .blocked(let account):
      (
        style == .fiatToken2 ? "Blacklisted(address)" : "UserBlocked(address)",
        [account.slotValue], []
      )
    case .unblocked(let account):
      (
        style == .fiatToken2 ? "UnBlacklisted(address)" : "UserUnblocked(address)",
        [account.slotValue], []
      )
    case .roleGranted(let role, let account, let sender):
      (
        "RoleGranted(bytes32,address,address)",
        [role.slotValue, account.slotValue, sender.slotValue], []
      )
    case .roleRevoked(let role, let account, let sender):
      (
        "RoleRevoked(bytes32,address,address)",
        [role.slotValue, account.slotValue, sender.slotValue], []
      )
    case .roleAdminChanged(let role, let previous, let new):
      (
        "RoleAdminChanged(bytes32,bytes32,bytes32)",
        [role.slotValue, previous.slotValue, new.slotValue], []
      )
    case .ownershipTransferStarted(let previous, let new):
      (
        "OwnershipTransferStarted(address,address)", [previous.slotValue, new.slotValue], []
      )
    case .ownershipTransferred(let previous, let new):
      style == .fiatToken2
        ? ("OwnershipTransferred(address,address)", [], [previous.slotValue, new.slotValue])
        : ("OwnershipTransferred(address,address)", [previous.slotValue, new.slotValue], [])
    case .minterChanged(let minter, let isMinter):
      ("RoleMinterChanged(address,bool)", [minter.slotValue], [isMinter ? 1 : 0])
    case .minterConfigured(let minter, let allowance):
      ("MinterConfigured(address,uint256)", [minter.slotValue], [allowance])
    case .minterRemoved(let minter): ("MinterRemoved(address)", [minter.slotValue], [])
    case .minted(let minter, let to, let value):
      ("Mint(address,address,uint256)", [minter.slotValue, to.slotValue], [value])
    case .burned(let burner, let value): ("Burn(address,uint256)", [burner.slotValue], [value])
    case .officeChanged(let office, let holder):
      switch office {
      case .owner: ("OwnershipTransferred(address)", [holder.slotValue], [])
      case .masterMinter: ("MasterMinterChanged(address)", [holder.slotValue], [])
      case .pauser: ("PauserChanged(address)", [holder.slotValue], [])
      case .blocklister: ("BlacklisterChanged(address)", [holder.slotValue], [])
      case .rescuer: ("RescuerChanged(address)", [holder.slotValue], [])
      }
    case .authorizationUsed(let authorizer, let nonce):
      ("AuthorizationUsed(address,bytes32)", [authorizer.slotValue, nonce.slotValue], [])
    case .authorizationCanceled(let authorizer, let nonce):
      ("AuthorizationCanceled(address,bytes32)", [authorizer.slotValue, nonce.slotValue], [])
    case .delegateChanged(let delegator, let from, let to):
      (
        "DelegateChanged(address,address,address)",
        [delegator.slotValue, from.slotValue, to.slotValue], []
      )
    case .delegateVotesChanged(let delegate, let previous, let new):
      ("DelegateVotesChanged(address,uint256,uint256)", [delegate.slotValue], [previous, new])
    case .snapshot(let id): ("Snapshot(uint256)", [], [id])
    case .deposit(let sender, let owner, let assets, let shares):
      (
        "Deposit(address,address,uint256,uint256)", [sender.slotValue, owner.slotValue],
        [assets, shares]
      )
    case .withdraw(let sender, let receiver, let owner, let assets, let shares):
      (
        "Withdraw(address,address,address,uint256,uint256)",
        [sender.slotValue, receiver.slotValue, owner.slotValue], [assets, shares]
      )
    case .receiverLog: preconditionFailure("The log of another contract is not laid out here.")
    case .domainChanged: ("EIP712DomainChanged()", [], [])
    }
  }
}

extension UInt256 {
  /// The number as a word of 32 bytes.
  var asDigest: Digest {
    let (limb0, limb1, limb2, limb3) = limbs
    return Digest(limb3, limb2, limb1, limb0)
  }
}

extension Address {
  /// The address in a word of 32 bytes, as the Ethereum ABI writes it.
  var word: Digest { slotValue.asDigest }
}
