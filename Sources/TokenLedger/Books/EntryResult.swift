// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What a request to the books came to.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum EntryResult: Sendable, Hashable {
  /// It was carried out now; the number of its entry.
  case posted(entry: Int)
  /// The same request was carried out before; the number of its entry. Nothing changed.
  case exists(entry: Int)
  /// It was refused. Nothing changed, but that the id is spent where the error is transient.
  case refused(BooksError)

  /// The number of the entry, made now or before.
  ///
  /// - Throws: ``BooksError`` where the request was refused.
  public func get() throws(BooksError) -> Int {
    switch self {
    case .posted(let entry), .exists(let entry): return entry
    case .refused(let error): throw error
    }
  }
}
