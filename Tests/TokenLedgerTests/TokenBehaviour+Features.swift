// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import TokenLedger

private let (holder, recipient) = (Party.holder, Party.recipient)
private let (spender, stranger) = (Party.spender, Party.stranger)
private let supply = Party.supply

/// Pause and blocklist stop units, and in FiatToken allowances.
func guardsHold(_ it: inout Behaviour) throws {
  let begin = it
  if it.features.pausable {
    try it.token.empower()
    try it.attempt("a pause", .success([.paused(account: authority)])) {
      token throws(LedgerError) in try token.pause(by: authority)
    }
    try it.transfer(from: holder, to: recipient, 1, fails: .enforcedPause)
    try it.attempt("minting in a pause", .failure(.enforcedPause)) { token throws(LedgerError) in
      try token.mint(to: holder, value: 1)
    }
    try it.approve(
      holder, spender, 4, fails: it.dialect.guardsComeFirst ? .enforcedPause : nil)
    try it.attempt("the end of a pause", .success([.unpaused(account: authority)])) {
      token throws(LedgerError) in try token.unpause(by: authority)
    }
    try it.transfer(from: holder, to: recipient, 1)
  }
  guard it.features.blocklist else { return }
  it = begin
  try it.attempt("a block", .success([.blocked(account: recipient)])) {
    token throws(LedgerError) in try token.block(recipient)
  }
  try it.transfer(from: holder, to: recipient, 1, fails: .blocked(recipient))
  try it.transfer(from: recipient, to: holder, 0, fails: .blocked(recipient))
  try it.attempt("minting for who is blocked", .failure(.blocked(recipient))) {
    token throws(LedgerError) in try token.mint(to: recipient, value: 1)
  }
  try it.approve(recipient, spender, 4, fails: .blocked(recipient))
  try it.attempt("the end of a block", .success([.unblocked(account: recipient)])) {
    token throws(LedgerError) in try token.unblock(recipient)
  }
  try it.transfer(from: holder, to: recipient, 1)
}

/// Votes follow units, and past votes stay.
func votesFollow(_ it: inout Behaviour) throws {
  guard it.features.votes != nil else { return }
  func changed(_ who: Address, _ previous: UInt256, _ new: UInt256) -> TokenEvent {
    .delegateVotesChanged(delegate: who, previous: previous, new: new)
  }
  try it.attempt(
    "delegation",
    .success([
      .delegateChanged(delegator: holder, from: .zero, to: stranger), changed(stranger, 0, supply),
    ]), call: ("delegate(address)", [.address(stranger)], holder), returning: []
  ) { token throws(LedgerError) in try token.delegate(by: holder, to: stranger) }
  try it.attempt(
    "delegation to oneself",
    .success([.delegateChanged(delegator: recipient, from: .zero, to: recipient)])
  ) { token throws(LedgerError) in try token.delegate(by: recipient, to: recipient) }
  let clock = it.token.votesClock
  try it.token.advance(to: Block(number: 2, timestamp: 1_012))
  try it.attempt(
    "a transfer with votes",
    .success([
      .transfer(from: holder, to: recipient, value: 30), changed(stranger, supply, supply - 30),
      changed(recipient, 0, 30),
    ])
  ) { token throws(LedgerError) in try token.transfer(from: holder, to: recipient, value: 30) }
  it.expect(
    it.token.votes(of: stranger) == supply - 30 && it.token.votes(of: recipient) == 30,
    "votes do not follow units")
  it.expect(
    try it.token.pastVotes(of: stranger, at: UInt256(clock)) == supply
      && it.token.pastTotalSupply(at: UInt256(clock)) == supply, "past votes change")
  let seen = it.see()
  try it.transfer(from: recipient, to: recipient, 30)
  it.expect(it.see() == seen, "a transfer to oneself moves votes")
}

/// A snapshot keeps what it saw.
func snapshotsStay(_ it: inout Behaviour) throws {
  guard it.features.snapshots else { return }
  try it.token.empower()
  try it.attempt("a snapshot", .success([.snapshot(id: 1)])) { token throws(LedgerError) in
    try token.snapshot(by: authority)
  }
  for value: UInt256 in [10, 15] { try it.transfer(from: holder, to: recipient, value) }
  try it.attempt("minting", .success([.transfer(from: .zero, to: spender, value: 9)])) {
    token throws(LedgerError) in try token.mint(to: spender, value: 9)
  }
  let token = it.token
  it.expect(
    try token.balance(of: holder, atSnapshot: 1) == supply
      && token.balance(of: recipient, atSnapshot: 1) == 0
      && token.totalSupply(atSnapshot: 1) == supply, "a snapshot changes")
}

/// An undo to the block before restores all that can be seen, and past blocks stay.
func undoRestores(_ it: inout Behaviour) throws {
  try it.approve(holder, spender, 60)
  let seen = it.see()
  let told = it.token.events.count
  try it.token.advance(to: Block(number: 5, timestamp: 2_000))
  try it.transfer(from: holder, to: recipient, 33)
  try it.spend(from: holder, to: stranger, 20)
  try it.attempt("burning", .success([.transfer(from: holder, to: .zero, value: 4)])) {
    token throws(LedgerError) in try token.burn(from: holder, value: 4)
  }
  it.expect(
    try it.token.balance(of: holder, atBlock: 4) == supply
      && it.token.allowance(owner: holder, spender: spender, atBlock: 1) == 60
      && it.token.totalSupply(atBlock: 1) == supply, "a past block changes")
  let later = it
  try it.token.undo(toBlock: 1, continuingAt: Block(number: 6, timestamp: 2_000))
  it.expect(it.see() == seen, "an undo leaves something")
  it.expect(
    Array(it.token.events[told...]) == [.domainChanged], "an undo leaves events")
  it.expect(later.see() != seen, "an undo reaches a copy")
  try it.keepsBooks("an undo")
  try it.transfer(from: holder, to: recipient, supply)
}

/// What is not enabled is refused by name, and a call of it has no function.
func absentFeaturesAreRefused(_ it: inout Behaviour) throws {
  let features = it.features
  let absent: [(isThere: Bool, signature: String, arguments: [ABIValue])] = [
    (features.pausable, "pause()", []),
    (features.snapshots, "snapshot()", []),
    (features.votes != nil, "delegate(address)", [.address(stranger)]),
    (
      features.allowanceChanges, "increaseAllowance(address,uint256)",
      [.address(spender), .uint(1)]
    ),
    (features.burnable, "burnFrom(address,uint256)", [.address(holder), .uint(0)]),
    (features.authorizations, "authorizationState(address,bytes32)", []),
    (features.flashMint != nil, "maxFlashLoan(address)", [.address(stranger)]),
    (features.transferCalls, "transferAndCall(address,uint256)", [.address(holder), .uint(0)]),
    (false, "unheardOf()", []),
  ]
  for (isThere, signature, arguments) in absent where !isThere {
    let arguments =
      signature.hasPrefix("authorizationState")
      ? [.address(holder), .fixedBytes([UInt8](repeating: 1, count: 32))] : arguments
    let data = try ABIFunction(signature).encodeCall(arguments)
    let before = it.see()
    let result = try it.token.call(data: data, from: authority)
    it.expect(
      result.error == .unknownSelector(Array(data.prefix(4))), "\(signature) is there")
    it.expect(result.logs.isEmpty && it.see() == before, "\(signature) changes something")
  }
  if !features.pausable {
    try it.attempt("a pause", .failure(.notEnabled("a pause"))) { token throws(LedgerError) in
      try token.pause(by: authority)
    }
  }
  if !features.blocklist {
    try it.attempt("a block", .failure(.notEnabled("a blocklist"))) { token throws(LedgerError) in
      try token.block(stranger)
    }
  }
  if features.votes == nil {
    try it.attempt("delegation", .failure(.notEnabled("votes"))) { token throws(LedgerError) in
      try token.delegate(by: holder, to: stranger)
    }
  }
  if !features.snapshots {
    try it.attempt("a snapshot", .failure(.notEnabled("snapshots"))) { token throws(LedgerError) in
      try token.snapshot(by: authority)
    }
  }
}

extension Token {
  /// Gives the one in charge the roles it needs, where there are roles.
  fileprivate mutating func empower() throws(LedgerError) {
    guard case .roles = configuration.features.access else { return }
    for role in [TokenRole.pauser, TokenRole.snapshotter] {
      try grantRole(by: authority, role, to: authority)
    }
  }
}
