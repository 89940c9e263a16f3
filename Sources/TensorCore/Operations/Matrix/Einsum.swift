// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Sums of products named by subscripts, done as a chain of matrix products
extension Tensor {
  /// Einstein's summation, with NumPy's rules: the product of all operands, each axis named by a letter,
  /// summed over the letters that the result does not have.
  ///
  /// ```swift
  /// Tensor.einsum("ij,jk->ik", a, b)          // matrix product
  /// Tensor.einsum("bhqd,bhkd->bhqk", q, k)    // products of rows, batched
  /// Tensor.einsum("...ii->...i", x)           // diagonals
  /// ```
  ///
  /// A letter that comes twice in one operand takes its diagonal; `...` stands for the axes that have no
  /// letter, which broadcast; axes of length 1 stretch; spaces mean nothing. Without `->` the result has
  /// the letters that come once, in alphabetical order. Operands are multiplied in pairs, those first
  /// that leave the least behind, as matrix products wherever there is something to sum.
  ///
  /// - Parameters:
  ///   - subscripts: letters for each operand, between commas, and after `->` those of the result.
  ///   - operands: at least one tensor; their element types are brought to the common one.
  /// - Complexity: O(the product of the lengths of all letters of a pair) for each pair.
  public static func einsum(_ subscripts: String, _ operands: Tensor...) -> Tensor {
    einsum(subscripts, operands)
  }

  /// Einstein's summation of a list of operands: ``einsum(_:_:)-(String,Tensor...)``.
  ///
  /// - Parameters:
  ///   - subscripts: letters for each operand, between commas, and after `->` those of the result.
  ///   - operands: at least one tensor.
  public static func einsum(_ subscripts: String, _ operands: [Tensor]) -> Tensor {
    if let poisoned = operands.first(where: \.isPoisoned) { return passingPoison(poisoned) }
    do throws(TensorError) {
      let plan = try Subscripts(subscripts, of: operands)
      return try plan.evaluate(operands)
    } catch {
      return failure(error)
    }
  }
}

/// Subscripts that have been read, for operands of certain shapes.
private struct Subscripts {
  /// The name of an axis: a letter's number, or -1, -2, … for the axes of `...` from the last one on.
  private typealias Label = Int

  /// A tensor whose axes have names, each once.
  private struct Term {
    var tensor: Tensor
    var labels: [Label]
  }

  private let text: String
  private var inputs: [[Label]] = []
  private var output: [Label] = []
  private var sizes: [Label: Int] = [:]

  init(_ text: String, of operands: [Tensor]) throws(TensorError) {
    self.text = text
    let sides = try read()
    guard sides.inputs.count == operands.count else {
      throw problem("names \(sides.inputs.count) operands where \(operands.count) are given")
    }
    var hidden = 0
    for (place, (term, x)) in zip(sides.inputs, operands).enumerated() {
      let labels = try expanded(term, rank: x.rank, operand: place)
      hidden = Swift.max(hidden, x.rank - term.letters.count)
      for (axis, label) in labels.enumerated() {
        try add(label, x.layout.dims[axis], place, x.shape)
      }
      inputs.append(labels)
    }
    output = try result(sides.output, hidden: sides.inputs.contains { $0.gap != nil } ? hidden : 0)
  }

  private func problem(_ reason: String) -> TensorError {
    .invalidSubscripts(subscripts: text, reason: reason)
  }

  private static func name(_ label: Label) -> String {
    Unicode.Scalar(UInt32(Swift.max(label, 0))).map { label < 0 ? "..." : String(Character($0)) }
      ?? "?"
  }

  // MARK: Reading

  /// The letters of one side of a comma, and before which of them `...` stands.
  private struct Letters {
    var letters: [Label] = []
    var gap: Int?
  }

  private func read() throws(TensorError) -> (inputs: [Letters], output: Letters?) {
    var terms = [Letters()]
    var output: Letters?
    var rest = text.unicodeScalars.filter { $0 != " " }[...]
    while let next = rest.popFirst() {
      switch next {
      case "a"..."z", "A"..."Z": terms[terms.count - 1].letters.append(Int(next.value))
      case ".":
        guard rest.popFirst() == ".", rest.popFirst() == "." else {
          throw problem("has a dot that is no part of '...'")
        }
        guard terms[terms.count - 1].gap == nil else {
          throw problem("has '...' twice in one term")
        }
        terms[terms.count - 1].gap = terms[terms.count - 1].letters.count
      case "," where output == nil: terms.append(Letters())
      case "-" where output == nil:
        guard rest.popFirst() == ">" else { throw problem("has '-' without '>'") }
        output = Letters()
        terms.append(Letters())
      default: throw problem("cannot have '\(next)' there")
      }
    }
    if output != nil { output = terms.popLast() }
    return (terms, output)
  }

  private func expanded(
    _ term: Letters, rank: Int, operand: Int
  ) throws(TensorError) -> [Label] {
    let hidden = rank - term.letters.count
    guard hidden == 0 || (hidden > 0 && term.gap != nil) else {
      throw problem(
        "names \(term.letters.count) axes of operand \(operand), which has \(rank)")
    }
    let gap = term.gap ?? term.letters.count
    return term.letters[..<gap] + (0..<hidden).map { $0 - hidden } + term.letters[gap...]
  }

  private mutating func add(
    _ label: Label, _ size: Int, _ operand: Int, _ shape: [Int]
  ) throws(TensorError) {
    guard let known = sizes[label], known != size else {
      sizes[label] = size
      return
    }
    guard known == 1 || size == 1 else {
      throw problem(
        "index '\(Subscripts.name(label))' has length \(known), but \(size) in operand \(operand) of "
          + "shape \(shape)")
    }
    sizes[label] = known == 1 ? size : known
  }

  private func result(_ explicit: Letters?, hidden: Int) throws(TensorError) -> [Label] {
    let dots = (0..<hidden).map { $0 - hidden }
    guard let explicit else {
      var counts: [Label: Int] = [:]
      for label in inputs.joined() where label >= 0 { counts[label, default: 0] += 1 }
      return dots + counts.filter { $0.value == 1 }.keys.sorted()
    }
    var seen: Set<Label> = []
    for label in explicit.letters {
      guard sizes[label] != nil else {
        throw problem("has '\(Subscripts.name(label))' in the result and in no operand")
      }
      guard seen.insert(label).inserted else {
        throw problem("has '\(Subscripts.name(label))' twice in the result")
      }
    }
    guard hidden == 0 || explicit.gap != nil else {
      throw problem("has axes under '...' that the result has no place for")
    }
    let gap = explicit.gap ?? explicit.letters.count
    return explicit.letters[..<gap] + dots + explicit.letters[gap...]
  }

  // MARK: Computing

  func evaluate(_ operands: [Tensor]) throws(TensorError) -> Tensor {
    let dtype = operands.dropFirst().reduce(operands[0].dtype) { DType.promoted($0, $1.dtype) }
    var terms: [Term] = []
    for (place, x) in operands.enumerated() {
      terms.append(try collapsed(Term(tensor: x.cast(to: dtype), labels: inputs[place]), place))
    }
    for place in terms.indices {
      terms[place] = summed(terms[place], keeping: others(terms, [place]))
    }
    while terms.count > 1 {
      let (i, j) = cheapest(terms)
      let product = try contracted(terms[i], terms[j], keeping: others(terms, [i, j]))
      terms.remove(at: j)
      terms[i] = product
    }
    return arranged(terms[0], output)
  }

  /// The names that the result and the terms besides some have.
  private func others(_ terms: [Term], _ places: [Int]) -> Set<Label> {
    var names = Set(output)
    for (place, term) in terms.enumerated() where !places.contains(place) {
      names.formUnion(term.labels)
    }
    return names
  }

  /// Diagonals where a name comes twice, and no axes of length 1 that stretch.
  private func collapsed(_ term: Term, _ operand: Int) throws(TensorError) -> Term {
    var term = term
    var d = 0
    while d < term.labels.count {
      let label = term.labels[d]
      if let twin = term.labels[(d + 1)...].firstIndex(of: label) {
        let (m, n) = (term.tensor.shape[d], term.tensor.shape[twin])
        guard m == n else {
          throw problem(
            "index '\(Subscripts.name(label))' has lengths \(m) and \(n) in operand \(operand)")
        }
        term.tensor = term.tensor.diagonal(axes: (d, twin))
        term.labels.remove(at: twin)
        term.labels.remove(at: d)
        term.labels.append(label)
      } else {
        d += 1
      }
    }
    let shape = term.tensor.shape
    let kept = shape.indices.filter { shape[$0] == sizes[term.labels[$0]] }
    guard kept.count < shape.count else { return term }
    return Term(
      tensor: term.tensor.reshaped(to: kept.map { shape[$0] }), labels: kept.map { term.labels[$0] }
    )
  }

  private func summed(_ term: Term, keeping others: Set<Label>) -> Term {
    let axes = term.labels.indices.filter { !others.contains(term.labels[$0]) }
    if axes.isEmpty { return term }
    return Term(
      tensor: term.tensor.sum(axes: Array(axes)), labels: term.labels.filter(others.contains))
  }

  private func arranged(_ term: Term, _ labels: [Label]) -> Tensor {
    if term.labels == labels { return term.tensor }
    return term.tensor.transposed(labels.map { term.labels.firstIndex(of: $0) ?? 0 })
  }

  private func count(_ labels: some Sequence<Label>) -> Int {
    labels.reduce(1) { $0 * (sizes[$1] ?? 1) }
  }

  /// The pair whose product is smallest, measured against what it replaces.
  private func cheapest(_ terms: [Term]) -> (Int, Int) {
    var best = (0, 1)
    var bestCost = (Double.infinity, Double.infinity)
    func size(_ labels: Set<Label>) -> Double { labels.reduce(1) { $0 * Double(sizes[$1] ?? 1) } }
    for j in terms.indices {
      for i in 0..<j {
        let a = Set(terms[i].labels)
        let b = Set(terms[j].labels)
        let left = a.union(b).intersection(others(terms, [i, j]))
        var cost = (size(left) - size(a) - size(b), size(a.union(b)))
        // What has too many axes, or shares nothing, comes last.
        if left.count > maximumRank { cost.0 += 1e200 }
        if a.isDisjoint(with: b) { cost.0 += 1e100 }
        if cost < bestCost {
          bestCost = cost
          best = (i, j)
        }
      }
    }
    return best
  }

  private func contracted(
    _ a: Term, _ b: Term, keeping others: Set<Label>
  ) throws(TensorError) -> Term {
    let shared = a.labels.filter(b.labels.contains)
    let batch = shared.filter(others.contains)
    let inner = shared.filter { !others.contains($0) }
    let left = a.labels.filter { !shared.contains($0) }
    let right = b.labels.filter { !shared.contains($0) }
    let labels = batch + left + right
    guard labels.count <= maximumRank else {
      throw problem("has an intermediate result of more than \(maximumRank) axes")
    }
    let shape = labels.map { sizes[$0] ?? 1 }
    let (x, y) = (arranged(a, batch + left + inner), arranged(b, batch + inner + right))
    if inner.isEmpty {
      let between = Array(repeating: 1, count: right.count)
      let rows = (batch + left).map { sizes[$0] ?? 1 } + between
      let columns =
        batch.map { sizes[$0] ?? 1 } + Array(repeating: 1, count: left.count)
        + right.map { sizes[$0] ?? 1 }
      return Term(tensor: x.reshaped(to: rows) * y.reshaped(to: columns), labels: labels)
    }
    if left.isEmpty && right.isEmpty && !batch.isEmpty {
      // One number for each place of the batch: no matrix, and a product of vectors for each is slow.
      let axes = Array(batch.count..<(batch.count + inner.count))
      return Term(tensor: (x * y).sum(axes: axes), labels: labels)
    }
    let front = batch.isEmpty ? [] : [count(batch)]
    let product = x.reshaped(to: front + [count(left), count(inner)])
      .matmul(y.reshaped(to: front + [count(inner), count(right)]))
    return Term(tensor: product.reshaped(to: shape), labels: labels)
  }
}
