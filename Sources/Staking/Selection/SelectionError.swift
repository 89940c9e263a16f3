// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Why a selection or an election was refused.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum SelectionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The GPU is listed twice.
  case duplicateGPU(GPUID)
  /// The model is listed twice.
  case duplicateModel(ModelID)
  /// The eligible GPUs together have less capacity than needed.
  case notEnoughCapacity(needed: UInt64, available: UInt64)
  /// No seat, or too many.
  case seatsOutOfRange(Int, maximum: Int)
  /// A vote without stake.
  case stakeIsZero(GPUID)
  /// A vote with more stake than there may be.
  case stakeTooLarge(GPUID, UInt256, maximum: UInt256)
  /// A vote for a model that is not up for election.
  case unknownModel(ModelID, gpu: GPUID)
  /// A vote that names a model twice.
  case modelNamedTwice(ModelID, gpu: GPUID)

  /// One sentence with the values.
  public var description: String {
    switch self {
    case .duplicateGPU(let gpu):
      "GPU \(gpu) is listed twice."
    case .duplicateModel(let model):
      "Model \(model) is listed twice."
    case .notEnoughCapacity(let needed, let available):
      "The eligible GPUs have a capacity of \(available), \(needed) are needed."
    case .seatsOutOfRange(let seats, let maximum):
      "An election has 1 to \(maximum) seats, not \(seats)."
    case .stakeIsZero(let gpu):
      "GPU \(gpu) votes without stake."
    case .stakeTooLarge(let gpu, let stake, let maximum):
      "GPU \(gpu) votes with \(stake), above \(maximum)."
    case .unknownModel(let model, let gpu):
      "GPU \(gpu) votes for model \(model), which is not up for election."
    case .modelNamedTwice(let model, let gpu):
      "GPU \(gpu) names model \(model) twice."
    }
  }
}
