// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A model of the catalogue.
public struct ModelEntry: Sendable, Hashable, Codable {
  /// What somebody asks for tokens of the model.
  public struct Offer: Sendable, Hashable, Codable {
    /// Who asks it.
    public var provider: String
    /// Dollars per million tokens of answers.
    public var output: Sourced<USDPerMillionTokens>
    /// How it is served, where that is known: offers in fp8 are not bf16.
    public var note: String

    /// Creates an offer.
    public init(provider: String, output: Sourced<USDPerMillionTokens>, note: String) {
      self.provider = provider
      self.output = output
      self.note = note
    }
  }

  /// The name by which it is asked for, as `llama-3-8b`.
  public var id: String
  /// Other names.
  public var aliases: [String]
  /// Its name for people.
  public var title: String
  /// Its sizes.
  public var shape: TransformerShape
  /// The parameters it has, all of them.
  public var parameters: Sourced<Int>
  /// The parameters a token passes through.
  public var activeParameters: Sourced<Int>
  /// What it costs elsewhere.
  public var offers: [Offer]
}
