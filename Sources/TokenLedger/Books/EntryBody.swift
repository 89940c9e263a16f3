// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// What two requests of one id are compared by.
struct EntryBody {
  var kind: Entry.Kind
  var reference: EntryID?
  var debit = Address.zero
  var credit = Address.zero
  var spender: Address?
  var value = UInt256.zero
  var timeout: UInt64?
  var data: Digest?
  var terms: AccountTerms?
  var userData: UserData

  /// The first field in which `self` differs from `other`.
  func firstDifference(from other: EntryBody) -> EntryField? {
    if kind != other.kind { return .action }
    if debit != other.debit { return .debitAccount }
    // Of an approval the second account is the spender.
    if credit != other.credit { return kind == .approval ? .spender : .creditAccount }
    if spender != other.spender { return .spender }
    if reference != other.reference { return .reference }
    if value != other.value { return .value }
    if timeout != other.timeout { return .timeout }
    if data != other.data { return .data }
    if terms != other.terms { return .terms }
    return userData == other.userData ? nil : .userData
  }
}

extension Books {
  /// What is known of the request's id: that it exists, was used for something else, is spent, or
  /// cannot be used at all; nil where it is new.
  func known(_ request: EntryRequest) -> EntryResult? {
    if request.id.isNone { return .refused(.idIsZero) }
    guard let number = journal.row(of: request.id) else { return nil }
    let row = journal.rows[Int(number)]
    if let code = BooksError.Code(rawValue: row.failure) {
      return .refused(.alreadyFailed(request.id, code: code))
    }
    if let field = body(of: request).firstDifference(from: body(of: row)) {
      return .refused(.existsWithDifferent(field, entry: Int(number)))
    }
    return .exists(entry: Int(number))
  }

  private func body(of request: EntryRequest) -> EntryBody {
    func body(_ kind: Entry.Kind, _ change: (inout EntryBody) -> Void) -> EntryBody {
      var body = EntryBody(kind: kind, userData: request.userData)
      change(&body)
      return body
    }
    func moving(
      _ kind: Entry.Kind, _ from: Address, _ to: Address, _ value: UInt256,
      _ spender: Address? = nil
    ) -> EntryBody {
      body(kind) { ($0.debit, $0.credit, $0.value, $0.spender) = (from, to, value, spender) }
    }
    switch request.action {
    case .transfer(let from, let to, let value): return moving(.transfer, from, to, value)
    case .mint(let to, let value): return moving(.mint, Self.world, to, value)
    case .burn(let from, let value): return moving(.burn, from, Self.world, value)
    case .approve(let owner, let spender, let value):
      return moving(.approval, owner, spender, value)
    case .transferFrom(let spender, let from, let to, let value):
      return moving(.transfer, from, to, value, spender)
    case .burnFrom(let spender, let from, let value):
      return moving(.burn, from, Self.world, value, spender)
    case .call(let data, let caller):
      return body(.call) { ($0.spender, $0.data) = (caller, Keccak256.hash(data)) }
    case .hold(let from, let to, let value, let timeout):
      var body = moving(.hold, from, to, value)
      body.timeout = timeout
      return body
    case .post(let id, let value):
      return body(.post) { ($0.reference, $0.value) = (id, value ?? self.value(of: id)) }
    case .void(let id): return body(.void) { $0.reference = id }
    case .reverse(let id, let value):
      return body(.reversal) { ($0.reference, $0.value) = (id, value ?? self.value(of: id)) }
    case .setTerms(let terms, let account):
      return body(.terms) { ($0.debit, $0.credit, $0.terms) = (account, account, terms) }
    }
  }

  /// All units of the entry, for who asked for all of them.
  private func value(of id: EntryID) -> UInt256 {
    journal.row(of: id).map { journal.rows[Int($0)].value } ?? .zero
  }

  private func body(of row: EntryRow) -> EntryBody {
    let detail = journal.detail(of: row)
    var body = EntryBody(kind: row.kind, userData: detail.userData)
    if detail.spender > 0 {
      body.spender = token.storage.address(of: AccountNumber(rawValue: detail.spender - 1))
    }
    switch row.kind {
    case .call: body.data = journal.callDigests[Int(detail.related) - 1]
    case .void: body.reference = journal.rows[Int(detail.related) - 1].id
    case .post, .reversal:
      body.reference = journal.rows[Int(detail.related) - 1].id
      body.value = row.value
    default:
      body.debit = token.storage.address(of: row.debit)
      body.credit = token.storage.address(of: row.credit)
      body.value = row.value
      if row.kind == .terms { body.terms = terms[Int(detail.related) - 1].terms }
      if row.kind == .hold && detail.expiresAt > 0 {
        body.timeout = detail.expiresAt - journal.block(of: row).timestamp
      }
    }
    return body
  }
}
