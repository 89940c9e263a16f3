// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import TokenLedger

/// Who takes part in the behaviour suite.
enum Party {
  static let holder = Address.derived(fromLabel: "holder")
  static let recipient = Address.derived(fromLabel: "recipient")
  static let spender = Address.derived(fromLabel: "spender")
  static let stranger = Address.derived(fromLabel: "stranger")
  /// What the holder holds when a part begins: all there is.
  static let supply: UInt256 = 100
}

private let (holder, recipient) = (Party.holder, Party.recipient)
private let (spender, stranger) = (Party.spender, Party.stranger)
private let supply = Party.supply

/// Expects a token so configured to do what every ERC-20 does, and what its features promise.
///
/// The list is that of OpenZeppelin's `shouldBehaveLikeERC20`, with what Swift adds: values, refusals
/// that change nothing, undo.
func tokenBehaves(like configuration: NamedConfiguration) throws {
  var behaviour = Behaviour(
    name: configuration.description, token: try configuration.deploy(),
    people: [holder, recipient, spender, stranger, authority, .zero])
  let minted: [TokenEvent] = [.transfer(from: .zero, to: holder, value: supply)]
  try behaviour.attempt("minting the supply", .success(minted)) { token throws(LedgerError) in
    try token.mint(to: holder, value: supply)
  }
  behaviour.expect(behaviour.token.totalSupply == supply, "the supply is what was minted")
  behaviour.expect(behaviour.token.balance(of: stranger) == 0, "who got nothing holds nothing")
  behaviour.expect(behaviour.token.holders == [holder], "one holds units")
  // Each part begins with the token as it is here.
  let begin = behaviour
  for part in [
    transfers, spending, approvals, supplyChanges, allowanceChanges, guardsHold, votesFollow,
    snapshotsStay, undoRestores,
    absentFeaturesAreRefused,
  ] {
    behaviour = begin
    try part(&behaviour)
  }
}

extension Behaviour {
  var dialect: Dialect { token.configuration.dialect }
  var features: TokenFeatures { token.configuration.features }

  mutating func transfer(
    from: Address, to: Address, _ value: UInt256, fails error: LedgerError? = nil
  ) throws {
    let event = TokenEvent.transfer(from: from, to: to, value: value)
    try attempt(
      "a transfer of \(value) from \(from) to \(to)",
      error.map { .failure($0) } ?? .success([event]),
      call: ("transfer(address,uint256)", [.address(to), .uint(value)], from)
    ) { token throws(LedgerError) in try token.transfer(from: from, to: to, value: value) }
  }

  mutating func approve(
    _ owner: Address, _ spender: Address, _ value: UInt256, fails error: LedgerError? = nil
  ) throws {
    let event = TokenEvent.approval(owner: owner, spender: spender, value: value)
    try attempt(
      "an allowance of \(value) of \(owner) for \(spender)",
      error.map { .failure($0) } ?? .success([event]),
      call: ("approve(address,uint256)", [.address(spender), .uint(value)], owner)
    ) { token throws(LedgerError) in
      try token.approve(owner: owner, spender: spender, value: value)
    }
  }

  mutating func spend(
    from: Address, to: Address, _ value: UInt256, fails error: LedgerError? = nil
  ) throws {
    let allowance = token.allowance(owner: from, spender: spender)
    let isUnlimited = dialect.infiniteAllowanceStays && allowance == .max
    var events: [TokenEvent] = []
    if error == nil, dialect.spendingEmitsApproval, !isUnlimited {
      events = [.approval(owner: from, spender: spender, value: allowance - value)]
    }
    events.append(.transfer(from: from, to: to, value: value))
    try attempt(
      "spending \(value) of \(from) for \(to)", error.map { .failure($0) } ?? .success(events),
      call: (
        "transferFrom(address,address,uint256)", [.address(from), .address(to), .uint(value)],
        spender
      )
    ) { token throws(LedgerError) in
      try token.transferFrom(spender: spender, from: from, to: to, value: value)
    }
    if error == nil {
      expect(
        token.allowance(owner: from, spender: spender) == (isUnlimited ? .max : allowance - value),
        "spending \(value) leaves \(token.allowance(owner: from, spender: spender))")
    }
  }
}

private func transfers(_ it: inout Behaviour) throws {
  try it.transfer(
    from: holder, to: recipient, supply + 1,
    fails: .insufficientBalance(sender: holder, balance: supply, needed: supply + 1))
  try it.transfer(
    from: stranger, to: recipient, 1,
    fails: .insufficientBalance(sender: stranger, balance: 0, needed: 1))
  try it.transfer(
    from: holder, to: recipient, .max,
    fails: .insufficientBalance(sender: holder, balance: supply, needed: .max))
  for value in [0, 1, supply] {
    try it.transfer(from: holder, to: .zero, value, fails: .invalidReceiver(.zero))
  }
  for value: UInt256 in [0, 1] {
    try it.transfer(from: .zero, to: recipient, value, fails: .invalidSender(.zero))
  }

  // To oneself: neutral, and an event; not a unit more than there is.
  let before = it.see()
  for value in [0, 1, supply] { try it.transfer(from: holder, to: holder, value) }
  it.expect(it.see() == before, "a transfer to oneself is not neutral")
  try it.transfer(
    from: holder, to: holder, supply + 1,
    fails: .insufficientBalance(sender: holder, balance: supply, needed: supply + 1))

  // Nothing: an event, also of who holds nothing.
  try it.transfer(from: holder, to: recipient, 0)
  try it.transfer(from: stranger, to: recipient, 0)
  it.expect(it.see() == before, "a transfer of nothing changes something")

  try it.transfer(from: holder, to: recipient, supply)
  it.expect(
    it.token.balance(of: holder) == 0 && it.token.balance(of: recipient) == supply
      && it.token.totalSupply == supply && it.token.holders == [recipient],
    "a transfer of all does not arrive")
}

private func spending(_ it: inout Behaviour) throws {
  func tooLittle(_ balance: UInt256, _ needed: UInt256) -> LedgerError {
    .insufficientBalance(sender: holder, balance: balance, needed: needed)
  }
  func notAllowed(_ allowance: UInt256, _ needed: UInt256) -> LedgerError {
    .insufficientAllowance(spender: spender, allowance: allowance, needed: needed)
  }
  // Nothing allowed.
  try it.spend(from: holder, to: recipient, 1, fails: notAllowed(0, 1))
  try it.spend(from: holder, to: recipient, 0)
  // Enough allowed; enough and too little held.
  try it.approve(holder, spender, supply + 50)
  try it.spend(from: holder, to: recipient, supply + 1, fails: tooLittle(supply, supply + 1))
  try it.spend(from: holder, to: .zero, 1, fails: .invalidReceiver(.zero))
  try it.spend(from: holder, to: holder, 20)
  it.expect(it.token.balance(of: holder) == supply, "spending to the owner is not neutral")
  try it.spend(from: holder, to: spender, 5)
  try it.spend(from: holder, to: recipient, supply - 5)
  it.expect(
    it.token.balance(of: recipient) == supply - 5 && it.token.balance(of: holder) == 0,
    "what is spent does not arrive")
  try it.spend(from: holder, to: recipient, 1, fails: tooLittle(0, 1))
  // Too little allowed; enough and too little held: the allowance is asked first.
  try it.transfer(from: recipient, to: holder, supply - 5)
  try it.approve(holder, spender, 10)
  try it.spend(from: holder, to: recipient, 11, fails: notAllowed(10, 11))
  try it.spend(from: holder, to: recipient, supply * 2, fails: notAllowed(10, supply * 2))
  try it.spend(from: holder, to: .zero, 11, fails: notAllowed(10, 11))
  // No limit.
  try it.approve(holder, spender, .max)
  try it.spend(from: holder, to: recipient, 7)
  it.expect(
    (it.token.allowance(owner: holder, spender: spender) == .max)
      == it.dialect.infiniteAllowanceStays, "the greatest allowance is not the dialect's")
  try it.spend(from: holder, to: recipient, supply, fails: tooLittle(supply - 12, supply))
  // The zero address as owner.
  try it.spend(
    from: .zero, to: recipient, 0,
    fails: it.dialect.style == .fiatToken2 ? .invalidSender(.zero) : .invalidApprover(.zero))
  try it.spend(from: .zero, to: recipient, 1, fails: notAllowed(0, 1))
}

private func approvals(_ it: inout Behaviour) throws {
  for value in [1, supply, supply + 1, 0, .max, 3] {
    try it.approve(holder, spender, value)
    it.expect(
      it.token.allowance(owner: holder, spender: spender) == value,
      "an allowance of \(value) does not take the place of the last")
  }
  try it.approve(stranger, spender, 5)
  try it.approve(holder, holder, 5)
  it.expect(it.token.allowance(owner: spender, spender: holder) == 0, "an allowance goes both ways")
  it.expect(it.token.balance(of: holder) == supply, "an allowance moves units")
  try it.approve(holder, .zero, 1, fails: .invalidSpender(.zero))
  try it.approve(.zero, spender, 1, fails: .invalidApprover(.zero))
}

private func supplyChanges(_ it: inout Behaviour) throws {
  let isOpen = it.features.access == .open
  func mint(
    _ to: Address, _ value: UInt256, fails error: LedgerError? = nil, _ it: inout Behaviour
  ) throws {
    try it.attempt(
      "minting \(value) for \(to)",
      error.map { .failure($0) } ?? .success([.transfer(from: .zero, to: to, value: value)]),
      call: isOpen ? ("mint(address,uint256)", [.address(to), .uint(value)], stranger) : nil,
      returning: []
    ) { token throws(LedgerError) in try token.mint(to: to, value: value) }
  }
  func burn(
    _ from: Address, _ value: UInt256, fails error: LedgerError? = nil, _ it: inout Behaviour
  ) throws {
    try it.attempt(
      "burning \(value) of \(from)",
      error.map { .failure($0) } ?? .success([.transfer(from: from, to: .zero, value: value)]),
      call: isOpen ? ("burn(address,uint256)", [.address(from), .uint(value)], stranger) : nil,
      returning: []
    ) { token throws(LedgerError) in try token.burn(from: from, value: value) }
  }
  let empty: LedgerError? = it.dialect.refusesEmptyMintAndBurn ? .emptyAmount : nil
  try mint(recipient, 0, fails: empty, &it)
  try burn(holder, 0, fails: empty, &it)
  try mint(.zero, 1, fails: .invalidReceiver(.zero), &it)
  try burn(.zero, 1, fails: .invalidSender(.zero), &it)
  try mint(recipient, .max, fails: .supplyOverflow(supply: supply, value: .max), &it)
  try burn(
    holder, supply + 1,
    fails: .insufficientBalance(sender: holder, balance: supply, needed: supply + 1), &it)
  try mint(recipient, 40, &it)
  it.expect(
    it.token.totalSupply == supply + 40 && it.token.balance(of: recipient) == 40,
    "what is minted is not there")
  try burn(recipient, 15, &it)
  try burn(recipient, 25, &it)
  it.expect(
    it.token.totalSupply == supply && it.token.balance(of: recipient) == 0
      && it.token.holders == [holder], "what is burned is still there")
  if let cap = it.features.cap {
    try mint(recipient, cap - supply + 1, fails: .exceededCap(supply: cap + 1, cap: cap), &it)
    try mint(recipient, cap - supply, &it)
    try mint(recipient, 1, fails: .exceededCap(supply: cap + 1, cap: cap), &it)
  }
  try it.approve(holder, spender, 30)
  var told: [TokenEvent] = [.transfer(from: holder, to: .zero, value: 12)]
  if it.dialect.spendingEmitsApproval {
    told.insert(.approval(owner: holder, spender: spender, value: 18), at: 0)
  }
  for (value, result) in [
    (12, .success(told)),
    (
      19,
      .failure(.insufficientAllowance(spender: spender, allowance: 18, needed: 19))
    ),
  ] as [(UInt256, Result<[TokenEvent], LedgerError>)] {
    try it.attempt(
      "burning \(value) out of an allowance", result,
      call: it.features.burnable
        ? ("burnFrom(address,uint256)", [.address(holder), .uint(value)], spender) : nil,
      returning: []
    ) { token throws(LedgerError) in
      try token.burnFrom(spender: spender, from: holder, value: value)
    }
  }
}

private func allowanceChanges(_ it: inout Behaviour) throws {
  func change(
    _ up: Bool, _ value: UInt256, to result: Result<UInt256, LedgerError>, _ it: inout Behaviour
  ) throws {
    let name = up ? "increaseAllowance(address,uint256)" : "decreaseAllowance(address,uint256)"
    try it.attempt(
      "\(name) by \(value)",
      result.map { [.approval(owner: holder, spender: spender, value: $0)] },
      call: it.features.allowanceChanges ? (name, [.address(spender), .uint(value)], holder) : nil
    ) { token throws(LedgerError) in
      if up {
        try token.increaseAllowance(owner: holder, spender: spender, by: value)
      } else {
        try token.decreaseAllowance(owner: holder, spender: spender, by: value)
      }
    }
  }
  try change(true, 8, to: .success(8), &it)
  try change(true, 0, to: .success(8), &it)
  try change(
    true, .max, to: .failure(.allowanceOverflow(spender: spender, allowance: 8, added: .max)), &it)
  try change(
    false, 9, to: .failure(.allowanceUnderflow(spender: spender, allowance: 8, removed: 9)), &it)
  try change(false, 8, to: .success(0), &it)
}
