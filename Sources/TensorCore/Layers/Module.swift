// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A part of a model: a value that maps a tensor to a tensor, with parameters that can be visited.
///
/// ```swift
/// struct Classifier: Module {
///   var hidden: Linear
///   var output: Linear
///
///   func callAsFunction(_ x: Tensor) -> Tensor { output(hidden(x).relu()) }
///
///   mutating func visitParameters(_ visit: (String, inout Tensor) -> Void) {
///     hidden.visitParameters(at: "hidden", visit)
///     output.visitParameters(at: "output", visit)
///   }
/// }
/// ```
///
/// One visit serves optimizers, checkpoints, counting and freezing.
public protocol Module: Sendable {
  /// Calls `visit` for every parameter, always in the same order.
  ///
  /// - Parameter visit: takes the path, such as `hidden.weight`, and the parameter, which it may replace
  ///   by one of the same shape.
  mutating func visitParameters(_ visit: (String, inout Tensor) -> Void)

  /// The result for an input.
  ///
  /// - Parameter x: the input, with examples along the first axis.
  func callAsFunction(_ x: Tensor) -> Tensor
}

extension Module {
  /// Visits the parameters of a part, with the part's name before their paths.
  ///
  /// - Parameters:
  ///   - name: name of the part.
  ///   - visit: takes the path and the parameter.
  public mutating func visitParameters(
    at name: String, _ visit: (String, inout Tensor) -> Void
  ) {
    visitParameters { path, parameter in visit("\(name).\(path)", &parameter) }
  }

  /// The parameters in the order of the visit.
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

  /// The paths of the parameters in the order of the visit.
  public var parameterPaths: [String] {
    var copy = self
    var paths: [String] = []
    copy.visitParameters { path, _ in paths.append(path) }
    return paths
  }

  /// Number of trained numbers.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }
}

/// A loss and its gradients with respect to a module's parameters.
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
