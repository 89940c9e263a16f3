// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension Books {
  /// Sends calldata to the token and enters every movement of units that it tells.
  ///
  /// - Throws: ``BooksError``: the token's, then the terms of the accounts whose units moved, in the
  ///   order of the movements.
  mutating func call(
    _ data: [UInt8], from caller: Address, _ request: EntryRequest, _ environment: CallEnvironment
  ) throws(BooksError) -> UInt32 {
    let before = self
    do throws(BooksError) {
      return try run(data, from: caller, request, environment)
    } catch {
      self = before
      throw error
    }
  }

  private mutating func run(
    _ data: [UInt8], from caller: Address, _ request: EntryRequest, _ environment: CallEnvironment
  ) throws(BooksError) -> UInt32 {
    let begin = token.events.count
    do throws(LedgerError) {
      if let error = try token.call(data: data, from: caller, environment: environment).error {
        throw error
      }
    } catch {
      throw .token(error)
    }
    let digest = journal.append(callDigest: Keccak256.hash(data))
    let cause = Cause(request, spender: caller, related: digest)
    var first: UInt32?
    var moved: [(from: Address, to: Address)] = []
    for event in token.events[begin...] {
      guard case .transfer(let from, let to, let value) = event else { continue }
      moved.append((from, to))
      if let first {
        var leg = Cause.none
        leg.related = first
        _ = book(.leg, leg, from: from, to: to, value: value)
      } else {
        first = book(.call, cause, from: from, to: to, value: value)
      }
    }
    for (from, to) in moved { try checkKept(from, to) }
    return first ?? note(.call, cause, caller, caller, value: .zero)
  }
}
