// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import TensorCore

/// A classifier that several hosts serve: queries go round the hosts, each is paid before it is
/// answered, and each host's rows are answered in one batch.
public struct ClassifierHosting<Model: Layer>: Sendable {
  private let model: Model
  private let width: Int
  private let hosts: [String]

  /// Hosts a model.
  ///
  /// - Parameters:
  ///   - model: takes [rows, width], gives [rows, classes].
  ///   - width: values of one query.
  ///   - hosts: who serves, in the order in which queries go round.
  /// - Throws: `HostingError.noHosts`, `.duplicateHost`.
  public init(model: Model, width: Int, hosts: [String]) throws(HostingError) {
    guard !hosts.isEmpty else { throw .noHosts }
    var seen: Set<String> = []
    for host in hosts where !seen.insert(host).inserted { throw .duplicateHost(host) }
    self.model = model
    self.width = width
    self.hosts = hosts
  }

  /// What a call served, and what it could not be paid for.
  public struct Outcome: Sendable {
    /// Paid and answered, in the order asked.
    public let served: [ServedQuery]
    /// Not paid, hence not answered, with the escrow's reason.
    public let refused: [(query: UInt64, reason: String)]
    /// Units that were paid for at each host, and that it therefore had to serve.
    public let assigned: [String: UInt64]
  }

  /// Serves queries.
  ///
  /// - Parameters:
  ///   - queries: what is asked; numbers must differ.
  ///   - escrow: who pays. It is asked once for each query, in order.
  /// - Returns: what was served and what was refused.
  /// - Throws: `HostingError.wrongWidth`, `.duplicateQuery` before anything is paid.
  /// - Complexity: one pass of the model over the paid rows, in one batch a host.
  public func serve(
    _ queries: [Query], escrow: inout some Escrow
  ) throws(HostingError) -> Outcome {
    var numbers: Set<UInt64> = []
    for query in queries {
      guard query.input.count == width else {
        throw .wrongWidth(query: query.id, found: query.input.count, expected: width)
      }
      guard numbers.insert(query.id).inserted else { throw .duplicateQuery(query.id) }
    }
    var paid: [[Query]] = Array(repeating: [], count: hosts.count)
    var refused: [(query: UInt64, reason: String)] = []
    var assigned: [String: UInt64] = [:]
    for (index, query) in queries.enumerated() {
      let turn = index % hosts.count
      do {
        try escrow.pay(user: query.user, host: hosts[turn], units: 1)
        paid[turn].append(query)
        // Only what is paid is work: who asks without money must not cut a host's share.
        assigned[hosts[turn], default: 0] += 1
      } catch {
        refused.append((query.id, "\(error)"))
      }
    }
    var answers: [UInt64: ServedQuery] = [:]
    for (host, rows) in zip(hosts, paid) {
      for (query, answer) in zip(rows, classes(of: rows)) {
        answers[query.id] = ServedQuery(
          query: query.id, user: query.user, host: host, units: 1, answer: answer)
      }
    }
    return Outcome(
      served: queries.compactMap { answers[$0.id] }, refused: refused, assigned: assigned)
  }

  /// Answers served queries again and counts, for each host, the units whose answer is the same.
  ///
  /// - Parameters:
  ///   - served: what the hosts claim.
  ///   - queries: what was asked.
  /// - Returns: verified units by host; a claim without its query, of another user, with more than
  ///   one unit a row, or made twice counts nothing.
  public func verifiedUnits(_ served: [ServedQuery], queries: [Query]) -> [String: UInt64] {
    var asked: [UInt64: Query] = [:]
    for query in queries where query.input.count == width { asked[query.id] = query }
    var units: [String: UInt64] = [:]
    let claims = served.filter { asked[$0.query]?.user == $0.user && $0.units == 1 }
    let answers = classes(of: claims.compactMap { asked[$0.query] })
    var counted: Set<UInt64> = []
    for (claim, answer) in zip(claims, answers) where claim.answer == answer {
      guard counted.insert(claim.query).inserted else { continue }
      units[claim.host, default: 0] += claim.units
    }
    return units
  }

  private func classes(of queries: [Query]) -> [Int] {
    guard !queries.isEmpty else { return [] }
    let rows = Tensor(queries.flatMap(\.input), shape: [queries.count, width])
    return withoutGradient {
      model(rows).argmax(axis: 1).scalars(as: Int64.self).map { Int($0) }
    }
  }
}
