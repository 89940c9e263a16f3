// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Why the composition refused something. Nothing has changed then.
///
/// New cases may come in a minor version before 1.0: switch over it with a `default`.
public enum NetworkError: Error, Sendable, Hashable {
  /// A charter that cannot be; the text says why.
  case invalidCharter(String)
  /// The network is founded already.
  case alreadyFounded(name: String)
  /// Nothing is founded yet.
  case notFounded
  /// No GPU of this name is registered.
  case unknownGPU(GPUID)
  /// More work was verified than assigned.
  case workExceedsAssignment(GPUID, assigned: UInt64, verified: UInt64)
  /// A round is reported twice, or a later one was reported already.
  case roundOutOfOrder(Round, last: Round)
  /// A report that contradicts itself or the charter; the text says how.
  case invalidReport(Round, String)
  /// Treasury and staking vault pay for no query.
  case notAPayer(Address)
  /// Tokens go into and out of the staking vault with stakes only.
  case vaultIsClosed(Address)
  /// A settlement without the report that it rests on.
  case missingReport(Round, String)
  /// A name of an account that is empty or longer than 64 bytes.
  case invalidName(String)
  /// The treasury holds less than a round may pay.
  case treasuryShort(holds: UInt256, needs: UInt256)
  /// No pair of runs reached the target, so that η is not measured.
  case notMeasured(String)
  /// A record that does not decode, or is of another version.
  case malformedRecord(RecordError)
  /// An invariant that does not hold; the text names both sides.
  case unbalanced(String)
}

extension NetworkError: CustomStringConvertible {
  /// One sentence with the values that were wrong.
  public var description: String {
    switch self {
    case .invalidCharter(let why): "a charter is refused: \(why)"
    case .alreadyFounded(let name): "the network is founded already, as “\(name)”"
    case .notFounded: "the network is not founded yet"
    case .unknownGPU(let gpu): "no GPU \(gpu) is registered"
    case .workExceedsAssignment(let gpu, let assigned, let verified):
      "GPU \(gpu) was assigned \(assigned) units, of which \(verified) cannot be verified"
    case .roundOutOfOrder(let round, let last):
      "round \(round.number) is reported after round \(last.number)"
    case .invalidReport(let round, let why): "a report of round \(round) is refused: \(why)"
    case .notAPayer(let account): "\(account) is no user's account and pays for no query"
    case .vaultIsClosed(let vault):
      "the staking vault \(vault) takes and gives tokens with stakes only"
    case .missingReport(let round, let what): "round \(round.number) has no report of \(what)"
    case .invalidName(let name): "“\(name)” is no name of 1 to 64 bytes"
    case .treasuryShort(let holds, let needs):
      "the treasury holds \(holds) base units where the round may pay \(needs)"
    case .notMeasured(let why): "η is not measured: \(why)"
    case .malformedRecord(let why): "a record of the network is malformed: \(why)"
    case .unbalanced(let why): "the network's books do not add up: \(why)"
    }
  }
}
