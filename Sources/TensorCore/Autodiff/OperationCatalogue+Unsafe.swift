// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

/// A record that an operation's file leaves in the section `tc_ops` of the program.
typealias OperationRecord = @convention(c) (UnsafeMutableRawPointer?) -> Void

/// All operations of the library, collected by the linker: a new file adds itself.
package enum OperationCatalogue {
  /// What the catalogue knows of an operation.
  package struct Entry: Sendable {
    package let name: String
    package let isDifferentiable: Bool
    package let samples: [Sample]
  }

  /// Every operation, by name.
  package static var entries: [Entry] {
    let collector = Collector()
    guard var record = tc_operations_begin(), let end = tc_operations_end() else { return [] }
    while record < end {
      record.pointee?(Unmanaged.passUnretained(collector).toOpaque())
      record += 1
    }
    return collector.entries.sorted { $0.name < $1.name }
  }

  fileprivate final class Collector {
    var entries: [Entry] = []
  }
}

/// Adds an operation to the collector that walks over the records.
func export<Op: Operation>(_ operation: Op.Type, to collector: UnsafeMutableRawPointer?) {
  guard let collector else { return }
  let isDifferentiable =
    Op.self is any DifferentiableUnary.Type || Op.self is any DifferentiableBinary.Type
    || Op.self is any DifferentiableVariadic.Type || Op.self is any DifferentiableGeneral.Type
  Unmanaged<OperationCatalogue.Collector>.fromOpaque(collector).takeUnretainedValue().entries
    .append(.init(name: Op.name, isDifferentiable: isDifferentiable, samples: Op.samples))
}
