// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A model or a part of one: a value with parameters that can be visited.
///
/// ```swift
/// struct Classifier: Layer {
///   var hidden: Linear
///   var output: Linear
///
///   func callAsFunction(_ x: Tensor) -> Tensor { output(hidden(x).relu()) }
///
///   mutating func visitParameters(_ visit: ParameterVisitor) {
///     visit("hidden", &hidden)
///     visit("output", &output)
///   }
/// }
/// ```
///
/// One visit serves optimizers, checkpoints, counting, freezing and adapters. A module says itself what
/// it is called with; one that maps a tensor to a tensor is a ``Layer``.
///
/// Modules have no modes. What is different in training, dropout and the statistics of a batch norm,
/// happens inside ``withTraining(_:key:_:)`` and nowhere else.
public protocol Module: Sendable {
  /// Shows every parameter, buffer and part to a visitor, always in the same order.
  ///
  /// - Parameter visit: is called with the name and the property: `visit("weight", &weight)`. The names
  ///   of parts and their parameters, joined by dots, are the paths; no two are the same.
  mutating func visitParameters(_ visit: ParameterVisitor)
}

extension Module {
  /// Calls `body` for every trained parameter: not for frozen ones, nor for buffers.
  ///
  /// - Parameter body: takes the path, such as `hidden.weight`, and the parameter, which it may replace
  ///   by one of the same shape.
  public mutating func visitParameters(_ body: (_ path: String, _ parameter: inout Tensor) -> Void)
  {
    visitState { entry, tensor in
      if entry.kind == .trained { body(entry.path, &tensor) }
    }
  }

  /// Calls `body` for every tensor that belongs to the state: parameters, frozen or not, and buffers.
  ///
  /// - Parameter body: takes what is known about the tensor, and the tensor, which it may replace.
  public mutating func visitState(_ body: (_ entry: StateEntry, _ tensor: inout Tensor) -> Void) {
    withoutActuallyEscaping(body) { visitParameters(StateVisitor($0)) }
  }

  /// The trained parameters in the order of the visit.
  public var parameters: [Tensor] {
    get {
      var copy = self
      var list: [Tensor] = []
      copy.visitParameters { _, parameter in list.append(parameter) }
      return list
    }
    set {
      var index = 0
      visitParameters { path, parameter in
        precondition(index < newValue.count, "no parameter is given for \(path)")
        let next = newValue[index]
        precondition(
          next.layout.hasShape(of: parameter.layout) && next.dtype == parameter.dtype,
          "\(path) has shape \(parameter.shape) of \(parameter.dtype), not \(next.shape) of \(next.dtype)"
        )
        parameter = next
        index += 1
      }
      precondition(
        index == newValue.count, "\(newValue.count) parameters for a module that has \(index)")
    }
  }

  /// The paths of the trained parameters in the order of the visit.
  public var parameterPaths: [String] {
    var copy = self
    var paths: [String] = []
    copy.visitParameters { path, _ in paths.append(path) }
    return paths
  }

  /// Number of trained numbers.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }
}

/// A loss and its gradients with respect to a module's trained parameters.
///
/// Layers behave as in use: nothing drops out, and batch norms go by their running statistics, unless this
/// is called inside ``withTraining(_:key:_:)``.
///
/// - Parameters:
///   - module: the module.
///   - loss: computes a single number from a module that stands for `module`.
/// - Returns: the loss, and the gradients in the order of the visit.
/// - Throws: as ``valueAndGradient(at:of:)-([Tensor],_)``.
public func valueAndGradient<M: Module>(
  at module: M, of loss: (M) throws -> Tensor
) throws -> (value: Tensor, gradients: [Tensor]) {
  try valueAndGradient(at: module.parameters) { parameters in
    var tracked = module
    tracked.parameters = parameters
    return try loss(tracked)
  }
}
