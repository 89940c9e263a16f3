// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// GPUs, models, sites and prices, every number with source, date and confidence.
///
/// The one that comes with the library is ``standard()``; your own numbers are read from a file of the
/// same form by ``adding(json:)``.
public struct Catalogue: Sendable, Hashable, Codable {
  /// Where numbers are from.
  public struct Source: Sendable, Hashable, Codable {
    /// What it is.
    public var title: String
    /// Where it is; empty for an assumption, and where no one page is known to hold the number.
    public var address: String

    /// Creates a source.
    public init(title: String, address: String) {
      self.title = title
      self.address = address
    }
  }

  /// The form of the file this version reads.
  public static let knownSchema = 1

  /// The form of the file.
  public var schema: Int
  /// When the file was last worked on.
  public var version: String
  /// Where numbers are from.
  public var sources: [String: Source]
  /// The GPUs.
  public var gpus: [GPUEntry]
  /// The models.
  public var models: [ModelEntry]
  /// The sites.
  public var sites: [SiteEntry]

  private enum CodingKeys: String, CodingKey {
    case schema, version, sources, gpus, models, sites
  }

  /// Reads a file, in which lists may be absent.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    schema = try container.decode(Int.self, forKey: .schema)
    version = try container.decodeIfPresent(String.self, forKey: .version) ?? ""
    sources = try container.decodeIfPresent([String: Source].self, forKey: .sources) ?? [:]
    gpus = try container.decodeIfPresent([GPUEntry].self, forKey: .gpus) ?? []
    models = try container.decodeIfPresent([ModelEntry].self, forKey: .models) ?? []
    sites = try container.decodeIfPresent([SiteEntry].self, forKey: .sites) ?? []
  }
}
