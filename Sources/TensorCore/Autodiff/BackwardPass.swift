// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

/// One walk back through what was recorded, from the value to the variables.
///
/// Nodes are visited by falling order, each once, when all gradients for it have arrived; gradients
/// for one node are added in the order in which they arrived, so the bits are always the same.
struct BackwardPass {
  /// Whether the gradients are recorded themselves, because an enclosing gradient wants them.
  let isRecorded: Bool
  /// Whether nodes stay usable, because the same pullback may be asked again.
  let keepsTape: Bool

  private let owner: Int
  private var variables: [Tensor?]
  private var heap: [Entry] = []
  private var gradients: [Tensor?] = []
  private var freeSlots: [Int] = []
  private var arrivals = 0
  /// Gradients of the results of operations that have several, until all have arrived.
  private var deposits: [ObjectIdentifier: [Tensor?]] = [:]
  /// Whether nodes lead to a variable; only filled where some may not.
  private var leadsToVariable: [ObjectIdentifier: Bool] = [:]
  /// Recorded anew during the walk: kept alive, since they are known by their identity.
  private var rerecorded: [Node] = []

  private struct Entry {
    let node: Node
    let arrival: Int
    /// Negative where the gradients are deposits.
    let slot: Int
  }

  init(owner: Int, variableCount: Int, isRecorded: Bool, keepsTape: Bool) {
    self.owner = owner
    self.isRecorded = isRecorded
    self.keepsTape = keepsTape
    variables = Array(repeating: nil, count: variableCount)
  }

  /// Gradients by variable; `nil` where the value does not depend on it.
  mutating func run(from roots: [(node: Node, seed: Tensor)]) throws -> [Tensor?] {
    if isRecorded { for (node, _) in roots { markPaths(from: node) } }
    for (node, seed) in roots { send(seed, to: node) }
    while let first = pop() {
      let node = first.node
      if first.slot < 0 {
        try runGroup(node)
        continue
      }
      var gradient = take(first.slot)
      while let next = heap.first, next.node === node {
        _ = pop()
        gradient = gradient + take(next.slot)
      }
      try node.backward(gradient, &self)
      if consumes { node.consume() }
    }
    return variables
  }

  private mutating func runGroup(_ node: Node) throws {
    guard let group = node as? GroupNode,
      let results = deposits.removeValue(forKey: ObjectIdentifier(group))
    else { preconditionFailure("deposits without an operation") }
    try group.backward(results: results, &self)
    if consumes { group.consume() }
  }

  private var consumes: Bool { !isRecorded && !keepsTape }

  /// Sends a gradient into what `body` records, and from there on to what its result hangs on.
  mutating func sendThrough(_ gradient: Tensor, rerecording body: () throws -> Tensor) throws {
    let paused = tc_recording_paused()
    tc_pause_recording(-paused)
    let result: Tensor
    do {
      defer { tc_pause_recording(paused) }
      result = try body()
    }
    guard let node = result.node else { return }
    if let poison = node as? PoisonNode { throw poison.error }
    if isRecorded {
      rerecorded.append(node)
      markPaths(from: node)
    }
    send(gradient, to: node)
  }

  /// Whether a gradient for this node is of any use.
  func wants(_ node: Node?) -> Bool {
    guard let node else { return false }
    return !isRecorded || leadsToVariable[ObjectIdentifier(node)] == true
  }

  /// Adds a gradient for `node`.
  mutating func send(_ gradient: Tensor, to node: Node?) {
    guard let node, wants(node) else { return }
    if let variable = node as? VariableNode, variable.owner == owner {
      variables[variable.index] = variables[variable.index].map { $0 + gradient } ?? gradient
      return
    }
    let slot: Int
    if let free = freeSlots.popLast() {
      slot = free
      gradients[slot] = gradient
    } else {
      slot = gradients.count
      gradients.append(gradient)
    }
    push(Entry(node: node, arrival: arrivals, slot: slot))
    arrivals += 1
  }

  /// Adds a gradient for one result of an operation with several.
  mutating func deposit(_ gradient: Tensor, output: Int, of group: GroupNode) {
    guard wants(group) else { return }
    let id = ObjectIdentifier(group)
    if deposits[id] == nil {
      deposits[id] = Array(repeating: nil, count: group.outputCount)
      push(Entry(node: group, arrival: arrivals, slot: -1))
      arrivals += 1
    }
    let sum = deposits[id]?[output].map { $0 + gradient } ?? gradient
    deposits[id]?[output] = sum
  }

  private mutating func take(_ slot: Int) -> Tensor {
    guard let gradient = gradients[slot] else { preconditionFailure("a gradient was taken twice") }
    gradients[slot] = nil
    freeSlots.append(slot)
    return gradient
  }

  // MARK: Paths

  /// Finds the nodes that lead to a variable of this gradient, without recursion.
  private mutating func markPaths(from root: Node) {
    var stack: [(node: Node, expanded: Bool)] = [(root, false)]
    while let (node, expanded) = stack.popLast() {
      let id = ObjectIdentifier(node)
      if let variable = node as? VariableNode, variable.owner == owner {
        leadsToVariable[id] = true
        continue
      }
      if expanded {
        var leads = false
        node.forEachInput { if leadsToVariable[ObjectIdentifier($0)] == true { leads = true } }
        leadsToVariable[id] = leads
      } else if leadsToVariable[id] == nil {
        leadsToVariable[id] = false
        stack.append((node, true))
        node.forEachInput { stack.append(($0, false)) }
      }
    }
  }

  // MARK: Heap

  private func precedes(_ a: Entry, _ b: Entry) -> Bool {
    if a.node.order != b.node.order { return a.node.order > b.node.order }
    if a.node !== b.node { return ObjectIdentifier(a.node) < ObjectIdentifier(b.node) }
    return a.arrival < b.arrival
  }

  private mutating func push(_ entry: Entry) {
    heap.append(entry)
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard precedes(heap[child], heap[parent]) else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func pop() -> Entry? {
    guard let first = heap.first else { return nil }
    let last = heap.removeLast()
    if heap.isEmpty { return first }
    heap[0] = last
    var parent = 0
    while true {
      var best = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < heap.count && precedes(heap[child], heap[best]) {
        best = child
      }
      if best == parent { return first }
      heap.swapAt(best, parent)
      parent = best
    }
  }
}

extension Node {
  func forEachInput(_ body: (Node) -> Void) {
    if let input0 { body(input0) }
    if let input1 { body(input1) }
    for case let input? in moreInputs { body(input) }
  }
}
