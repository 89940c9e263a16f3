// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// A token with double-entry books around it: what contracts lack.
///
/// ```swift
/// var books = Books(configuration: configuration)
/// books.post(EntryRequest(id: EntryID(1), .mint(to: treasury, value: 1_000)))
/// books.post(EntryRequest(id: EntryID(2), .hold(from: treasury, to: alice, value: 30, timeout: 60)))
/// books.post(EntryRequest(id: EntryID(3), .post(hold: EntryID(2), value: 20)))  // 10 are released
/// books.token.balance(of: alice)  // 20
/// ```
///
/// Whatever changes the token is an entry: it has an id, which carries out a request once however
/// often it is sent, and debits one account by what it credits another. Minting debits the world,
/// burning credits it; so the debits and credits of all accounts are equal, and credits less debits
/// are each account's balance. Entries are never changed: a mistake is corrected by a reversal.
///
/// The books keep every entry and its id for good, about 100 bytes each besides the token's own
/// history. All of it stands in copy-on-write pages: a copy is a snapshot and costs nothing until one
/// of the two is written to.
public struct Books: Sendable {
  /// The token, to be read; it changes through the books alone.
  public internal(set) var token: Token

  var journal = EntryJournal()
  /// By the number of the account.
  var sheets = PagedArray<AccountSheet>()
  var terms = PagedArray<TermsVersion>()
  var expiries = ExpiryQueue()
  /// How many holds are open.
  public internal(set) var openHoldCount = 0
  /// The first block of the books: they cannot be undone to one before it.
  public let firstBlock: UInt64

  /// Who gives what is minted and gets what is burned: the zero address.
  public static let world = Address.zero

  /// Opens the books of a token nobody holds a unit of.
  ///
  /// - Precondition: ``TokenConfiguration/validate()`` finds nothing. Ask it where the configuration
  ///   comes from outside.
  public init(configuration: TokenConfiguration) {
    token = Token(configuration: configuration)
    firstBlock = 0
  }

  /// Opens the books of a token that was used without any: what each account holds becomes an
  /// opening entry.
  ///
  /// - Throws: ``LedgerError/brokenInvariant(rule:left:right:)`` where units are held by pendings of
  ///   other books.
  /// - Complexity: O(n log n) for n holders.
  public init(token: Token) throws(LedgerError) {
    if let (key, held) = token.storage.slots(of: .held).first {
      let holder = token.storage.address(of: AccountNumber(rawValue: key.first))
      throw .brokenInvariant(
        rule: "new books begin without holds", left: "\(held) of \(holder)", right: "0")
    }
    self.token = token
    firstBlock = token.block.number
    for holder in token.holders {
      _ = book(.opening, .none, from: Self.world, to: holder, value: token.balance(of: holder))
    }
  }
}

// MARK: What the books say of an account

extension Books {
  /// What `account` gave and got in all, and what is pending.
  ///
  /// - Complexity: O(1).
  public func totals(of account: Address) -> AccountTotals {
    let sheet = sheet(of: account)
    return AccountTotals(
      debits: sheet.debits.amount, credits: sheet.credits.amount,
      debitsPending: token.storage.value(.held, account), creditsPending: sheet.incoming)
  }

  /// The units of `account` that are not held: what it can spend.
  ///
  /// - Complexity: O(1).
  public func spendable(of account: Address) -> UInt256 {
    token.balance(of: account) - token.storage.value(.held, account)
  }

  /// The terms of `account`.
  ///
  /// - Complexity: O(1).
  public func terms(of account: Address) -> AccountTerms {
    let sheet = sheet(of: account)
    return sheet.terms == 0 ? AccountTerms() : terms[Int(sheet.terms) - 1].terms
  }

  func sheet(of account: Address) -> AccountSheet {
    guard let number = token.storage.number(of: account), Int(number.rawValue) < sheets.count
    else { return AccountSheet() }
    return sheets[Int(number.rawValue)]
  }

  /// The number of `account`, which has a sheet from now on.
  mutating func open(_ account: Address) -> AccountNumber {
    let number = token.storage.intern(account)
    while sheets.count <= Int(number.rawValue) { sheets.append(AccountSheet()) }
    return number
  }
}
