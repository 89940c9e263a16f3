// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Catalogue {
  /// Checks every name, number, source and date.
  ///
  /// - Throws: ``CatalogueError``.
  /// - Complexity: O(n) in the size of the catalogue.
  public func validate() throws(CatalogueError) {
    guard schema == Self.knownSchema else {
      throw .unknownSchema(schema, known: Self.knownSchema)
    }
    for (key, source) in sources where source.title.allSatisfy(\.isWhitespace) {
      throw .emptySource(key)
    }
    try checkNames("GPU", gpus.map { [$0.id] + $0.aliases })
    try checkNames("model", models.map { [$0.id] + $0.aliases })
    try checkNames("site", sites.map { [$0.id] + $0.aliases })
    for gpu in gpus { try check(gpu) }
    for model in models { try check(model) }
    for site in sites { try check(site) }
  }

  private func checkNames(_ kind: String, _ entries: [[String]]) throws(CatalogueError) {
    var seen: Set<String> = []
    for name in entries.joined() {
      let isValid = name.utf8.allSatisfy {
        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E
      }
      guard isValid, !name.isEmpty, name.utf8.count <= 64 else {
        throw .invalidName(kind: kind, name: name)
      }
      guard seen.insert(name).inserted else { throw .nameTwice(kind: kind, name: name) }
    }
  }

  private func check(_ gpu: GPUEntry) throws(CatalogueError) {
    let entry = "The GPU \(gpu.id)"
    for (name, number) in [
      ("thermal design power", gpu.thermalDesignPower), ("peak", gpu.teraflops),
      ("memory", gpu.memory), ("bandwidth", gpu.bandwidth), ("load power", gpu.loadPower),
      ("idle power", gpu.idlePower), ("host power", gpu.hostPower),
      ("units", gpu.architecture.units),
      ("multiply-adds", gpu.architecture.multiplyAddsPerClock),
      ("clock", gpu.architecture.gigahertz),
    ] {
      try check(number, "\(entry), \(name)")
      try checkNumber(number.value, in: 0.001...1e9, "\(entry), \(name)")
    }
    let computed = gpu.architecture.teraflops
    guard (gpu.teraflops.value / computed - 1).magnitude <= 0.1 else {
      throw .peakDoesNotFit(entry: entry, stated: gpu.teraflops.value, computed: computed)
    }
    if let capital = gpu.capital {
      try check(capital, "\(entry), capital")
      try checkNumber(capital.value.double, in: 0...1e9, "\(entry), capital")
    }
    for rent in gpu.rents {
      try check(rent.perHour, "\(entry), rent of \(rent.provider)")
      try checkNumber(
        rent.perHour.value.perUnit.double, in: 0...1e6, "\(entry), rent of \(rent.provider)")
    }
    _ = try site(named: gpu.site)
  }

  private func check(_ model: ModelEntry) throws(CatalogueError) {
    let entry = "The model \(model.id)"
    do throws(EconomicsError) {
      try model.shape.validate()
    } catch {
      throw .number(error.description, entry: entry)
    }
    try check(model.parameters, "\(entry), parameters")
    try check(model.activeParameters, "\(entry), active parameters")
    for (stated, computed) in [
      (model.parameters.value, model.shape.parameters),
      (model.activeParameters.value, model.shape.activeParameters),
    ] where stated != computed {
      throw .parametersDiffer(entry: entry, stated: stated, computed: computed)
    }
    for offer in model.offers {
      try check(offer.output, "\(entry), offer of \(offer.provider)")
      try checkNumber(
        offer.output.value.perUnit.double, in: 0...1e6, "\(entry), offer of \(offer.provider)")
    }
  }

  private func check(_ site: SiteEntry) throws(CatalogueError) {
    let entry = "The site \(site.id)"
    for (name, number, range) in [
      ("PUE", site.powerUsageEffectiveness, 1...10), ("grid", site.grid, 0...10),
      ("life", site.life, 0.1...100), ("cost of capital", site.costOfCapital, 0...10),
      ("residual", site.residual, 0...1), ("maintenance", site.maintenance, 0...10),
      ("utilisation", site.utilisation, 0.000_001...1), ("traffic", site.traffic, 0...1e9),
    ] as [(String, Sourced<Double>, ClosedRange<Double>)] {
      try check(number, "\(entry), \(name)")
      try checkNumber(number.value, in: range, "\(entry), \(name)")
    }
    try check(site.electricity, "\(entry), electricity")
    try checkNumber(site.electricity.value.perUnit.double, in: 0...1000, "\(entry), electricity")
    try check(site.trafficPrice, "\(entry), traffic price")
    try checkNumber(site.trafficPrice.value.perUnit.double, in: 0...1000, "\(entry), traffic price")
    if let engineer = site.engineer {
      try check(engineer, "\(entry), engineer")
      try checkNumber(engineer.value.perUnit.double, in: 0...1e9, "\(entry), engineer")
    }
    if let gpus = site.gpusPerEngineer {
      try check(gpus, "\(entry), GPUs per engineer")
      try checkNumber(gpus.value, in: 0.001...1e9, "\(entry), GPUs per engineer")
    }
  }

  private func check<Value>(_ number: Sourced<Value>, _ entry: String) throws(CatalogueError) {
    guard sources[number.source] != nil else {
      throw .unknownSource(number.source, entry: entry)
    }
    guard Self.isDate(number.date) else { throw .invalidDate(number.date, entry: entry) }
  }

  /// Whether a text is a year from 1970 on, a month of it or a day of that.
  private static func isDate(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count) else { return false }
    var numbers: [Int] = []
    for (part, width) in zip(parts, [4, 2, 2]) {
      guard part.utf8.count == width, part.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        let number = Int(part)
      else { return false }
      numbers.append(number)
    }
    let year = numbers[0]
    guard year >= 1970 else { return false }
    guard numbers.count > 1 else { return true }
    guard (1...12).contains(numbers[1]) else { return false }
    guard numbers.count > 2 else { return true }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return (1...days[numbers[1] - 1]).contains(numbers[2])
  }

  private func checkNumber(
    _ value: Double, in range: ClosedRange<Double>, _ entry: String
  ) throws(CatalogueError) {
    guard value.isFinite, range.contains(value) else {
      throw .number(
        "\(value) is not from \(range.lowerBound) to \(range.upperBound).", entry: entry)
    }
  }
}
