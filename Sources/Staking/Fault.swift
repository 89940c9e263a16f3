// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What a GPU did wrong.
@nonexhaustive
public enum Fault: UInt8, Sendable, Hashable, Codable, CaseIterable, CustomStringConvertible {
  /// It did not answer while it should have worked.
  case downtime = 1
  /// It gave two different answers to one question.
  case equivocation = 2
  /// Its answer was wrong.
  case wrongResult = 3
  /// It did not hold what it claimed to serve.
  case unavailable = 4

  /// The name of the fault.
  public var description: String {
    switch self {
    case .downtime: "downtime"
    case .equivocation: "equivocation"
    case .wrongResult: "wrong result"
    case .unavailable: "unavailable"
    }
  }
}
