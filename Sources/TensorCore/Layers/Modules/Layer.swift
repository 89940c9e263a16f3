// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A module that maps a tensor to a tensor.
public protocol Layer: Module {
  /// The result for an input.
  ///
  /// - Parameter x: the input, with examples along the first axis.
  func callAsFunction(_ x: Tensor) -> Tensor
}
