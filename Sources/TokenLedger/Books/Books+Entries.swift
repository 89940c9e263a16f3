// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// The entries of books in order.
///
/// A view of the books at the moment it was asked for.
public struct EntryList: Sendable, RandomAccessCollection {
  private let books: Books

  init(_ books: Books) { self.books = books }

  /// 0.
  public var startIndex: Int { 0 }

  /// The number of entries.
  public var endIndex: Int { books.journal.count }

  /// The entry of that number.
  ///
  /// - Complexity: O(1).
  public subscript(number: Int) -> Entry { books.entry(number) }
}

/// How a hold stands.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum HoldState: Sendable, Hashable {
  /// Its units are held.
  case open
  /// It was posted, in full or in part, by the entry of that number.
  case posted(entry: Int)
  /// It was voided, by the entry of that number.
  case voided(entry: Int)
  /// It expired, noted in the entry of that number.
  case expired(entry: Int)
}

extension Books {
  /// All entries in order, refused requests whose id is spent among them.
  ///
  /// - Complexity: O(1).
  public var entries: EntryList { EntryList(self) }

  /// The entry of an id, nil where it was never used. Of an id that is spent the kind is failure.
  ///
  /// - Complexity: O(1).
  public func entry(of id: EntryID) -> Entry? {
    id.isNone ? nil : journal.row(of: id).map { entry(Int($0)) }
  }

  /// How the hold of an id stands, nil where there is no such hold.
  ///
  /// - Complexity: O(1).
  public func holdState(of id: EntryID) -> HoldState? {
    guard !id.isNone, let number = journal.row(of: id) else { return nil }
    let row = journal.rows[Int(number)]
    guard row.kind == .hold else { return nil }
    let end = Int(journal.detail(of: row).end) - 1
    if end < 0 { return .open }
    switch journal.rows[end].kind {
    case .post: return .posted(entry: end)
    case .void: return .voided(entry: end)
    default: return .expired(entry: end)
    }
  }

  /// The holds that are open and will expire, the first to expire first; those of one second in the
  /// order of their entries.
  ///
  /// - Complexity: O(n log n) for n such holds and those that ended since, before their time.
  public var expiringHolds: [Entry] {
    var queue = expiries
    var holds: [Entry] = []
    while let reminder = queue.first {
      queue.removeFirst()
      guard Int(reminder.row) < journal.count, holds.last?.number != Int(reminder.row) else {
        continue
      }
      let row = journal.rows[Int(reminder.row)]
      guard row.kind == .hold else { continue }
      let detail = journal.detail(of: row)
      if detail.end == 0 && detail.expiresAt == reminder.time {
        holds.append(entry(Int(reminder.row)))
      }
    }
    return holds
  }

  func entry(_ number: Int) -> Entry {
    let row = journal.rows[number]
    let detail = journal.detail(of: row)
    var related: Int?
    if detail.related > 0 && row.kind != .call && row.kind != .terms {
      related = Int(detail.related) - 1
    }
    return Entry(
      number: number, id: row.id.isNone ? nil : row.id, kind: row.kind,
      debit: token.storage.address(of: row.debit), credit: token.storage.address(of: row.credit),
      value: row.value, movesUnits: row.movesUnits, block: journal.block(of: row),
      userData: detail.userData,
      spender: detail.spender == 0
        ? nil : token.storage.address(of: AccountNumber(rawValue: detail.spender - 1)),
      related: related, expiresAt: detail.expiresAt == 0 ? nil : detail.expiresAt,
      isReversed: row.isReversed, failure: BooksError.Code(rawValue: row.failure))
  }
}
