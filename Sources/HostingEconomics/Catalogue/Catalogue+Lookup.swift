// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Catalogue {
  /// The GPU of a name or alias, in any case of letters.
  ///
  /// - Throws: ``CatalogueError/unknown(kind:name:nearest:)`` with the nearest names.
  /// - Complexity: O(n) in the number of names.
  public func gpu(named name: String) throws(CatalogueError) -> GPUEntry {
    let asked = name.lowercased()
    if let gpu = gpus.first(where: { $0.id == asked || $0.aliases.contains(asked) }) { return gpu }
    throw .unknown(
      kind: "GPU", name: name, nearest: nearest(to: asked, gpus.map { [$0.id] + $0.aliases }))
  }

  /// The model of a name or alias, in any case of letters.
  ///
  /// - Throws: ``CatalogueError/unknown(kind:name:nearest:)`` with the nearest names.
  /// - Complexity: O(n) in the number of names.
  public func model(named name: String) throws(CatalogueError) -> ModelEntry {
    let asked = name.lowercased()
    if let model = models.first(where: { $0.id == asked || $0.aliases.contains(asked) }) {
      return model
    }
    throw .unknown(
      kind: "model", name: name, nearest: nearest(to: asked, models.map { [$0.id] + $0.aliases }))
  }

  /// The site of a name or alias, in any case of letters.
  ///
  /// - Throws: ``CatalogueError/unknown(kind:name:nearest:)`` with the nearest names.
  /// - Complexity: O(n) in the number of names.
  public func site(named name: String) throws(CatalogueError) -> SiteEntry {
    let asked = name.lowercased()
    if let site = sites.first(where: { $0.id == asked || $0.aliases.contains(asked) }) {
      return site
    }
    throw .unknown(
      kind: "site", name: name, nearest: nearest(to: asked, sites.map { [$0.id] + $0.aliases }))
  }

  /// The ids of the three entries with the nearest names: by how many letters differ, less half a
  /// letter for each with which both begin.
  private func nearest(to name: String, _ entries: [[String]]) -> [String] {
    let asked = Array(name.utf8.prefix(64))
    func distance(_ candidate: String) -> Double {
      let letters = Array(candidate.utf8)
      let common = zip(asked, letters).prefix { $0 == $1 }.count
      return Double(EditDistance.between(asked, letters)) - Double(common) / 2
    }
    return
      entries
      .compactMap { names in names.map(distance).min().map { ($0, names[0]) } }
      .sorted { $0 < $1 }
      .prefix(3)
      .map(\.1)
  }
}
