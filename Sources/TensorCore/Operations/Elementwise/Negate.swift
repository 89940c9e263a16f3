// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// -x           d/dx = -1
extension Tensor {
  /// The negative of every element.
  public static prefix func - (x: Tensor) -> Tensor { apply(Negate(), x) }
}

struct Negate: UnaryElementwise {
  static let name = "negate"
  static let kernel = Int(TC_NEGATE)
  static let saves: Saves = .nothing

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { -g }

  static let samples = Sample.elementwise(-2...2) { -$0 }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Negate.self, to: $0) }
