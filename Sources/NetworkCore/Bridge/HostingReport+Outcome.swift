// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives
public import ModelHosting

extension HostingReport {
  /// Reports what hosts served.
  ///
  /// - Parameters:
  ///   - round: the round.
  ///   - model: the model.
  ///   - outcome: what was served, refused and assigned.
  ///   - verified: verified units by host.
  ///   - gpus: the GPUs that host, by id.
  ///   - price: base units of one unit of service.
  ///   - truth: the right answer of each query, by its number.
  /// - Throws: `NetworkError.workExceedsAssignment`, `ArithmeticError`.
  public init<Model>(
    round: Round, model: ModelID, outcome: ClassifierHosting<Model>.Outcome,
    verified: [String: UInt64], gpus: [GPUID], price: UInt256, truth: [UInt64: Int]
  ) throws {
    let units = outcome.served.reduce(UInt64(0)) { $0 + $1.units }
    let leaves = outcome.served.map(\.canonicalBytes)
    self.init(
      round: round, model: model, served: UInt64(outcome.served.count),
      refused: UInt64(outcome.refused.count),
      correct: UInt64(outcome.served.count { truth[$0.query] == $0.answer }),
      fees: try price.multiplied(by: UInt256(units)),
      work: try gpus.sorted().map { gpu in
        try GPUWork(
          gpu: gpu, assigned: outcome.assigned[gpu.description] ?? 0,
          verified: verified[gpu.description] ?? 0)
      },
      receiptsRoot: leaves.isEmpty ? .zero : MerkleTree(leaves: leaves).root)
  }
}
