// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

extension Catalogue {
  /// The catalogue that comes with the library, read and checked.
  ///
  /// - Throws: ``CatalogueError``; a test says that it does not.
  /// - Complexity: O(n) in its size: read it once and keep it.
  public static func standard() throws(CatalogueError) -> Catalogue {
    try Catalogue(json: PackageResources.catalogue_json)
  }

  /// Reads and checks a catalogue.
  ///
  /// - Throws: ``CatalogueError``.
  /// - Complexity: O(n) in the size of the file.
  public init(json bytes: [UInt8]) throws(CatalogueError) {
    self = try Self.read(bytes)
    try validate()
  }

  /// This catalogue with the entries of a file of the same form added. An entry with an id that is
  /// there takes its place; its sources may be this catalogue's.
  ///
  /// - Throws: ``CatalogueError``.
  /// - Complexity: O(n) in the size of both.
  public func adding(json bytes: [UInt8]) throws(CatalogueError) -> Catalogue {
    let more = try Self.read(bytes)
    guard more.schema == Self.knownSchema else {
      throw .unknownSchema(more.schema, known: Self.knownSchema)
    }
    var all = self
    all.sources.merge(more.sources) { $1 }
    for gpu in more.gpus {
      all.gpus.removeAll { $0.id == gpu.id }
      all.gpus.append(gpu)
    }
    for model in more.models {
      all.models.removeAll { $0.id == model.id }
      all.models.append(model)
    }
    for site in more.sites {
      all.sites.removeAll { $0.id == site.id }
      all.sites.append(site)
    }
    if !more.version.isEmpty { all.version += " + " + more.version }
    try all.validate()
    return all
  }

  private static func read(_ bytes: [UInt8]) throws(CatalogueError) -> Catalogue {
    let catalogue: Catalogue
    let unknown: (key: String, path: [String])?
    do {
      let decoder = JSONDecoder()
      catalogue = try decoder.decode(Catalogue.self, from: Data(bytes))
      // What was read, written again, has all keys that are known.
      let found = try decoder.decode(JSONKeys.self, from: Data(bytes))
      let known = try decoder.decode(JSONKeys.self, from: try JSONEncoder().encode(catalogue))
      unknown = found.unknownKey(comparedWith: known)
    } catch let error as DecodingError {
      throw .unreadable(Self.text(of: error))
    } catch {
      throw .unreadable("\(error)")
    }
    if let unknown {
      let place = unknown.path.isEmpty ? "the file" : unknown.path.joined(separator: ".")
      throw .unknownKey(unknown.key, place: place)
    }
    return catalogue
  }

  private static func text(of error: DecodingError) -> String {
    func path(_ context: DecodingError.Context) -> String {
      let keys = context.codingPath.map(\.stringValue).joined(separator: ".")
      return keys.isEmpty ? "the file" : keys
    }
    switch error {
    case .keyNotFound(let key, let context):
      return "\(path(context)) lacks \"\(key.stringValue)\"."
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .dataCorrupted(let context):
      return "\(path(context)): \(context.debugDescription)"
    @unknown default: return "\(error)"
    }
  }
}
