// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HostingEconomics
import Testing

@Suite struct CatalogueTests {
  private let catalogue: Catalogue

  init() throws { catalogue = try Catalogue.standard() }

  /// The library's file as an object that can be changed.
  private func document() throws -> [String: Any] {
    let bytes = try JSONEncoder().encode(catalogue)
    return try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
  }

  private func refused(
    _ change: (inout [String: Any]) throws -> Void
  ) throws -> CatalogueError? {
    var document = try document()
    try change(&document)
    let bytes = try JSONSerialization.data(withJSONObject: document)
    return #expect(throws: CatalogueError.self) { try Catalogue(json: Array(bytes)) }
  }

  /// Changes one value deep in the first entry of a list.
  private func set(
    _ document: inout [String: Any], _ list: String, _ path: [String], to value: Any
  ) throws {
    var entries = try #require(document[list] as? [[String: Any]])
    func replace(_ object: [String: Any], _ path: ArraySlice<String>) throws -> [String: Any] {
      var object = object
      let key = try #require(path.first)
      object[key] =
        path.count == 1
        ? value : try replace(try #require(object[key] as? [String: Any]), path.dropFirst())
      return object
    }
    entries[0] = try replace(entries[0], path[...])
    document[list] = entries
  }

  @Test func theLibrarysCatalogueIsValidAndRoundTrips() throws {
    #expect(catalogue.gpus.count >= 6 && catalogue.models.count >= 7)
    let bytes = try JSONEncoder().encode(catalogue)
    #expect(try Catalogue(json: Array(bytes)) == catalogue)
  }

  @Test func everyNumberSaysWhereItIsFrom() throws {
    for gpu in catalogue.gpus {
      for assumption in catalogue.assumptions(of: gpu, at: try catalogue.site(named: gpu.site)) {
        #expect(!assumption.source.isEmpty && !assumption.date.isEmpty && !assumption.value.isEmpty)
      }
    }
  }

  @Test func namesAndAliasesAreFoundInAnyCase() throws {
    #expect(try catalogue.gpu(named: "H100").id == "h100-sxm")
    #expect(try catalogue.gpu(named: "4090").id == "rtx-4090")
    #expect(try catalogue.model(named: "Llama-3.1-8B").id == "llama-3-8b")
    #expect(try catalogue.site(named: "DC").id == "data-centre")
  }

  @Test(arguments: [
    ("h10", "h100-sxm"), ("a100-8", "a100-80-sxm"), ("rtx4900", "rtx-4090"),
    ("l40", "l40s"),
  ])
  func unknownNamesListTheNearest(_ row: (asked: String, nearest: String)) throws {
    let error = #expect(throws: CatalogueError.self) { try catalogue.gpu(named: row.asked) }
    guard case .unknown("GPU", row.asked, let nearest) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(nearest.first == row.nearest && nearest.count == 3, "\(nearest)")
    #expect("\(error, default: "")".contains(row.nearest))
    #expect(throws: CatalogueError.self) { try catalogue.gpu(named: "") }
    #expect(throws: CatalogueError.self) {
      try catalogue.model(named: String(repeating: "x", count: 100_000))
    }
  }

  @Test func aSparseNumberForADenseOneIsFound() throws {
    let error = try refused { try set(&$0, "gpus", ["teraflops", "value"], to: 1979) }
    guard case .peakDoesNotFit("The GPU h100-sxm", 1979, let computed) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    expectWithin(computed, 989.4, 0.001)
    // Every peak of the catalogue is within 2 % of what its units and clock give.
    for gpu in catalogue.gpus {
      expectWithin(gpu.teraflops.value, gpu.architecture.teraflops, 0.02, gpu.id)
    }
  }

  @Test func badFilesAreRefusedByName() throws {
    #expect(try refused { $0["schema"] = 2 } == .unknownSchema(2, known: 1))
    #expect(
      try refused { try set(&$0, "gpus", ["memory", "source"], to: "nobody") }
        == .unknownSource("nobody", entry: "The GPU h100-sxm, memory"))
    #expect(
      try refused { try set(&$0, "gpus", ["memory", "date"], to: "2026-13") }
        == .invalidDate("2026-13", entry: "The GPU h100-sxm, memory"))
    #expect(
      try refused { try set(&$0, "models", ["parameters", "value"], to: 8_000_000_000) }
        == .parametersDiffer(
          entry: "The model llama-3-8b", stated: 8_000_000_000, computed: 8_030_261_248))
    #expect(
      try refused { try set(&$0, "gpus", ["id"], to: "l40s") }
        == .nameTwice(kind: "GPU", name: "l40s"))
    #expect(
      try refused { try set(&$0, "gpus", ["id"], to: "H 100") }
        == .invalidName(kind: "GPU", name: "H 100"))
    for change: (inout [String: Any]) throws -> Void in [
      { try set(&$0, "gpus", ["memory", "value"], to: -1) },
      { try set(&$0, "gpus", ["site"], to: "moon") },
      { try set(&$0, "gpus", ["capital", "value"], to: "-5") },
      { try set(&$0, "gpus", ["capital", "value"], to: "much") },
      { try set(&$0, "gpus", ["memory"], to: 80) },
      { try set(&$0, "gpus", ["memory", "confidence"], to: "sure") },
      { try set(&$0, "sites", ["powerUsageEffectiveness", "value"], to: 0.9) },
      { try set(&$0, "sites", ["utilisation", "value"], to: 0) },
      { try set(&$0, "models", ["shape", "layers"], to: 1_000_000_000) },
      { try set(&$0, "models", ["shape", "keyValueHeads"], to: 5) },
      { $0["schema"] = nil },
    ] {
      _ = try refused(change)
    }
    for text in ["", "[]", "{", "null", "{\"schema\":\"1\"}"] {
      #expect(throws: CatalogueError.self) { try Catalogue(json: Array(text.utf8)) }
    }
  }

  @Test func keysThatNobodyReadsAreRefusedWithTheirPlace() throws {
    #expect(try refused { $0["gpu"] = [] } == .unknownKey("gpu", place: "the file"))
    #expect(
      try refused { try set(&$0, "gpus", ["memry"], to: 80) }
        == .unknownKey("memry", place: "gpus.h100-sxm"))
    #expect(
      try refused { try set(&$0, "gpus", ["memory", "datum"], to: "2026") }
        == .unknownKey("datum", place: "gpus.h100-sxm.memory"))
    #expect(
      try refused { try set(&$0, "models", ["shape", "layer"], to: 3) }
        == .unknownKey("layer", place: "models.llama-3-8b.shape"))
    #expect(
      try refused { document in
        var sources = try #require(document["sources"] as? [String: Any])
        sources["nvidia"] = ["title": "NVIDIA", "address": "", "page": 3]
        document["sources"] = sources
      } == .unknownKey("page", place: "sources.nvidia"))
    // What may be absent may also be null.
    var document = try document()
    try set(&document, "gpus", ["capital"], to: NSNull())
    let bytes = try JSONSerialization.data(withJSONObject: document)
    #expect(try Catalogue(json: Array(bytes)).gpus[0].capital == nil)
    #expect(throws: CatalogueError.unknownKey("gpuss", place: "the file")) {
      try catalogue.adding(json: Array("{\"schema\":1,\"gpuss\":[]}".utf8))
    }
  }

  @Test(arguments: [
    "2026-02-30", "2025-02-29", "2026-04-31", "2026-00", "2026-1", "26", "", "2026-01-01-01",
    "2026-01-00", "-2026", "２０２６", "1066",
  ])
  func daysThatNeverWereAreRefused(_ date: String) throws {
    #expect(
      try refused { try set(&$0, "gpus", ["memory", "date"], to: date) }
        == .invalidDate(date, entry: "The GPU h100-sxm, memory"))
  }

  @Test func leapDaysAreDays() throws {
    var document = try document()
    try set(&document, "gpus", ["memory", "date"], to: "2024-02-29")
    _ = try Catalogue(json: Array(try JSONSerialization.data(withJSONObject: document)))
  }

  @Test func aSourceSaysWhatItIs() throws {
    let error = try refused { document in
      var sources = try #require(document["sources"] as? [String: Any])
      sources["nvidia"] = ["title": " ", "address": ""]
      document["sources"] = sources
    }
    #expect(error == .emptySource("nvidia"))
  }

  @Test func whatIsFromMemoryOrAssumedIsMarkedSo() throws {
    // Nobody opened the vendor's papers, and what has no source is an assumption.
    let file = try document()
    var found = 0
    func look(_ value: Any) {
      if let list = value as? [Any] { list.forEach(look) }
      guard let object = value as? [String: Any] else { return }
      if let source = object["source"] as? String, let confidence = object["confidence"] as? String
      {
        found += 1
        if source == "nvidia" { #expect(confidence == "memory", "\(object)") }
        #expect(
          (source == "assumed") == (confidence == "assumed") || source != "assumed", "\(object)")
      }
      object.values.forEach(look)
    }
    look(file)
    #expect(found > 100)
  }

  @Test func aModelTooGreatToCountIsRefusedNotTrapped() throws {
    for sizes: [String: Any] in [
      [
        "layers": 10_000, "width": 1_000_000, "feedForwardWidth": 10_000_000,
        "experts": ["total": 10_000, "active": 1, "hasRouter": true],
      ],
      [
        "layers": 10_000, "width": 1_000_000, "heads": 100_000, "keyValueHeads": 100_000,
        "headWidth": 100_000,
      ],
      ["width": 1_000_000, "vocabulary": 100_000_000, "positions": 100_000_000, "layers": 10_000],
      ["layers": Int.max], ["layers": -1],
    ] {
      _ = try refused {
        for (name, size) in sizes { try set(&$0, "models", ["shape", name], to: size) }
      }
    }
  }

  @Test func ownEntriesAreAddedAndReplace() throws {
    var gpu = try catalogue.gpu(named: "h100")
    gpu.capital = Sourced(
      try USD(parsing: "30000"), source: "our-invoice", date: "2026-10-01", confidence: .read)
    var mine = catalogue
    mine.version = "ours"
    mine.sources = ["our-invoice": Catalogue.Source(title: "our invoice", address: "")]
    mine.gpus = [gpu]
    mine.models = []
    mine.sites = []
    let bytes = try JSONEncoder().encode(mine)
    let all = try catalogue.adding(json: Array(bytes))
    #expect(all.gpus.count == catalogue.gpus.count)
    #expect(all.version == catalogue.version + " + ours")
    let before = try CostModelTests.model("h100").breakdown()
    let after = try all.costModel(
      owning: try all.gpu(named: "h100"), at: try all.site(named: "data-centre")
    ).breakdown()
    #expect(after.perHour < before.perHour)
    #expect(
      all.assumptions(of: try all.gpu(named: "h100"), at: try all.site(named: "dc"))
        .contains { $0.source == "our invoice" && $0.date == "2026-10-01" })
    #expect(throws: CatalogueError.unknownSchema(9, known: 1)) {
      try catalogue.adding(json: Array("{\"schema\":9}".utf8))
    }
  }

  @Test func aGPUWithoutAPriceCanOnlyBeRented() throws {
    let gpu = try catalogue.gpu(named: "a100-40-sxm")
    let site = try catalogue.site(named: "dc")
    #expect(throws: CatalogueError.self) { try catalogue.costModel(owning: gpu, at: site) }
    let rented = catalogue.costModel(renting: gpu, for: try USDPerHour(parsing: "1"), at: site)
    #expect(try rented.breakdown()[.compute] == USD(1))
  }

  @Test(arguments: [("{", "read: the file: "), ("{}", "read: the file lacks \"")])
  func whatIsNoCatalogueIsSaidToBeTheFile(_ row: (text: String, message: String)) {
    let error = #expect(throws: CatalogueError.self) { try Catalogue(json: Array(row.text.utf8)) }
    #expect("\(error, default: "none")".contains(row.message), "\(String(describing: error))")
  }
}
