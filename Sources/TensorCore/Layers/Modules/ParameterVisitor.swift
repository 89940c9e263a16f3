// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Goes through the parameters, buffers and parts of a module.
///
/// Modules call it in ``Module/visitParameters(_:)-(ParameterVisitor)`` for each of their properties.
public class ParameterVisitor {
  /// Path of the module that is being visited, with a dot at its end.
  private var prefix = ""

  init() {}

  // MARK: What kinds of visitors do

  /// - Parameter isFrozen: `nil` for a plain property, which cannot be frozen.
  func visitParameter(_ path: String, _ tensor: inout Tensor, isFrozen: inout Bool?) {}
  func visitBuffer(_ path: String, _ buffer: inout Buffer) {}

  /// - Parameters:
  ///   - prefix: what the names of the adapter's parts begin with.
  ///   - path: path of the weight.
  func visitAdapter(
    _ prefix: String, of path: String, _ weight: inout Tensor, _ adapter: inout LowRankAdapter?
  ) {
    guard var parts = adapter else { return }
    adapter = nil
    parts.visitParts(prefix, self)
    adapter = parts
  }

  /// - Parameters:
  ///   - prefix: what the names of the adapter's parts begin with.
  ///   - path: what the rows are called.
  ///   - whole: path of the weight that has the rows.
  ///   - rows: rows that the adapter changes.
  func visitAdapter(
    _ prefix: String, of path: String, in whole: String, rows: Range<Int>,
    _ weight: inout Tensor, _ adapter: inout LowRankAdapter?
  ) {
    // Nothing but a kind of visitor that says so changes the weight.
    visitAdapter(prefix, of: path, &weight, &adapter)
  }

  /// The path of a property of the module that is being visited.
  final func full(_ name: String) -> String { prefix + name }

  // MARK: What modules call

  /// Visits a parameter that cannot be frozen.
  ///
  /// - Parameters:
  ///   - name: its name within the module.
  ///   - parameter: the parameter.
  public func callAsFunction(_ name: String, _ parameter: inout Tensor) {
    var isFrozen: Bool?
    visitParameter(prefix + name, &parameter, isFrozen: &isFrozen)
  }

  /// Visits a parameter that cannot be frozen, where there is one.
  ///
  /// - Parameters:
  ///   - name: its name within the module.
  ///   - parameter: the parameter.
  public func callAsFunction(_ name: String, _ parameter: inout Tensor?) {
    guard var tensor = parameter else { return }
    parameter = nil  // the sole reference, so that an update happens in place
    self(name, &tensor)
    parameter = tensor
  }

  /// Visits a parameter.
  ///
  /// - Parameters:
  ///   - name: its name within the module.
  ///   - parameter: the parameter: `&_weight` for `@Parameter var weight: Tensor`.
  public func callAsFunction(_ name: String, _ parameter: inout Parameter<Tensor>) {
    var isFrozen: Bool? = parameter.isFrozen
    visitParameter(prefix + name, &parameter.wrappedValue, isFrozen: &isFrozen)
    parameter.isFrozen = isFrozen ?? parameter.isFrozen
  }

  /// Visits a parameter, where there is one.
  ///
  /// - Parameters:
  ///   - name: its name within the module.
  ///   - parameter: the parameter: `&_bias` for `@Parameter var bias: Tensor?`.
  public func callAsFunction(_ name: String, _ parameter: inout Parameter<Tensor?>) {
    guard var tensor = parameter.wrappedValue else { return }
    parameter.wrappedValue = nil  // the sole reference, so that an update happens in place
    var isFrozen: Bool? = parameter.isFrozen
    visitParameter(prefix + name, &tensor, isFrozen: &isFrozen)
    parameter.isFrozen = isFrozen ?? parameter.isFrozen
    parameter.wrappedValue = tensor
  }

  /// Visits a buffer.
  ///
  /// - Parameters:
  ///   - name: its name within the module.
  ///   - buffer: the buffer: `&_runningMean` for `@Buffer var runningMean: Tensor`.
  public func callAsFunction(_ name: String, _ buffer: inout Buffer) {
    visitBuffer(prefix + name, &buffer)
  }

  /// Visits a part.
  ///
  /// - Parameters:
  ///   - name: its name within the module.
  ///   - part: the part.
  public func callAsFunction<Part: Module>(_ name: String, _ part: inout Part) {
    let outer = prefix
    prefix += name + "."
    part.visitParameters(self)
    prefix = outer
  }

  /// Visits a part, where there is one.
  ///
  /// - Parameters:
  ///   - name: its name within the module.
  ///   - part: the part.
  public func callAsFunction<Part: Module>(_ name: String, _ part: inout Part?) {
    guard var present = part else { return }
    part = nil
    self(name, &present)
    part = present
  }

  /// Visits parts that are numbered from 0: `layers.0`, `layers.1`.
  ///
  /// - Parameters:
  ///   - name: their common name within the module.
  ///   - parts: the parts.
  public func callAsFunction<Part: Module>(_ name: String, _ parts: inout [Part]) {
    for index in parts.indices { self("\(name).\(index)", &parts[index]) }
  }

  /// Offers a weight [outputs, inputs] to adapters, and visits the one it has.
  ///
  /// - Parameters:
  ///   - prefix: what the names of the adapter's parts begin with.
  ///   - name: name of the weight, which was visited before.
  ///   - weight: the weight.
  ///   - adapter: where its adapter is kept.
  func adapter(
    _ prefix: String, of name: String, _ weight: inout Parameter<Tensor>,
    _ adapter: inout LowRankAdapter?
  ) {
    visitAdapter(prefix, of: self.prefix + name, &weight.wrappedValue, &adapter)
  }

  /// Offers some rows of a weight [outputs, inputs] to adapters, and visits the one they have.
  ///
  /// - Parameters:
  ///   - prefix: what the names of the adapter's parts begin with.
  ///   - part: what the rows are called.
  ///   - name: name of the weight, which was visited before.
  ///   - rows: the rows.
  ///   - weight: the weight.
  ///   - adapter: where the adapter of the rows is kept.
  func adapter(
    _ prefix: String, of part: String, in name: String, rows: Range<Int>,
    _ weight: inout Parameter<Tensor>, _ adapter: inout LowRankAdapter?
  ) {
    visitAdapter(
      prefix, of: self.prefix + part, in: self.prefix + name, rows: rows, &weight.wrappedValue,
      &adapter)
  }
}

/// Calls a closure for every tensor of the state.
final class StateVisitor: ParameterVisitor {
  private let body: (StateEntry, inout Tensor) -> Void

  init(_ body: @escaping (StateEntry, inout Tensor) -> Void) { self.body = body }

  override func visitParameter(_ path: String, _ tensor: inout Tensor, isFrozen: inout Bool?) {
    body(StateEntry(path: path, kind: isFrozen == true ? .frozen : .trained), &tensor)
  }

  override func visitBuffer(_ path: String, _ buffer: inout Buffer) {
    body(StateEntry(path: path, kind: .buffer), &buffer.wrappedValue)
  }
}
