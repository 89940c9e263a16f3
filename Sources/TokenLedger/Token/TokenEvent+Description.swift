// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension TokenEvent: CustomStringConvertible {
  /// One sentence with the values.
  public var description: String {
    switch self {
    case .transfer(let from, let to, let value): "\(value) units went from \(from) to \(to)."
    case .approval(let owner, let spender, let value):
      "\(spender) may spend \(value) units of \(owner)."
    case .paused(let account): "\(account) paused the token."
    case .unpaused(let account): "\(account) resumed the token."
    case .blocked(let account): "\(account) was blocked."
    case .unblocked(let account): "\(account) was unblocked."
    case .roleGranted(let role, let account, let sender):
      "\(sender) gave \(account) the role \(role)."
    case .roleRevoked(let role, let account, let sender):
      "\(sender) took the role \(role) from \(account)."
    case .roleAdminChanged(let role, let previous, let new):
      "The admin of role \(role) is \(new), was \(previous)."
    case .ownershipTransferStarted(let previous, let new):
      "\(previous) offers \(new) the ownership."
    case .ownershipTransferred(let previous, let new): "\(new) is owner after \(previous)."
    case .minterChanged(let minter, let isMinter):
      "\(minter) may \(isMinter ? "mint" : "mint no longer")."
    case .minterConfigured(let minter, let allowance): "\(minter) may mint \(allowance) units."
    case .minterRemoved(let minter): "\(minter) may mint no longer."
    case .minted(let minter, let to, let value): "\(minter) made \(value) units for \(to)."
    case .burned(let burner, let value): "\(burner) destroyed \(value) units."
    case .officeChanged(let office, let holder): "\(holder) holds the office \(office)."
    case .authorizationUsed(let authorizer, let nonce):
      "The authorization \(nonce) of \(authorizer) was used."
    case .authorizationCanceled(let authorizer, let nonce):
      "The authorization \(nonce) of \(authorizer) was cancelled."
    case .delegateChanged(let delegator, let from, let to):
      "\(delegator) votes through \(to), before through \(from)."
    case .delegateVotesChanged(let delegate, let previous, let new):
      "\(delegate) has \(new) votes, had \(previous)."
    case .snapshot(let id): "Snapshot \(id) was taken."
    case .deposit(let sender, let owner, let assets, let shares):
      "\(sender) put in \(assets) assets for \(shares) shares of \(owner)."
    case .withdraw(let sender, let receiver, let owner, let assets, let shares):
      "\(sender) took out \(assets) assets to \(receiver) for \(shares) shares of \(owner)."
    case .receiverLog(let log): "The code at \(log.address) told something of its own."
    case .domainChanged: "Signatures are bound to a new domain."
    }
  }
}
