// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Cuts a dataset into batches, epoch after epoch, in an order that follows from a key.
///
/// Which examples a batch has depends on the key, the epoch and the batch's number alone, never on
/// threads. The batches ahead are made on another thread while a model learns from this one.
///
/// ```swift
/// var loader = DataLoader(digits, batchSize: 64, key: RandomKey(seed: 1))
/// while loader.position.epoch < 10 {
///   let batch = try loader.next()
///   ...
/// }
/// ```
///
/// Copies begin where the original stands, and go their own ways.
public struct DataLoader<Source: Dataset>: Sendable {
  /// The examples.
  public let dataset: Source
  /// Examples of a batch.
  public let batchSize: Int
  /// What the order of an epoch follows from; `nil` for that of the dataset.
  public let key: RandomKey?
  /// Whether an epoch ends before a batch that would be smaller than the others.
  public let dropsLast: Bool
  /// Batches that are made ahead; 0 for none.
  public let prefetch: Int
  /// The next batch. Setting it goes there.
  public var position: LoaderPosition {
    get { place }
    set {
      precondition(
        newValue.epoch >= 0 && (0..<batchesPerEpoch).contains(newValue.batch),
        "a loader of \(batchesPerEpoch) batches has no position \(newValue)")
      if newValue != place { reader = nil }
      place = newValue
    }
  }

  private var place = LoaderPosition()
  private var order: (epoch: Int, indices: [Int])?
  private var reader: BatchReader<Source>?

  /// A loader at its beginning.
  ///
  /// - Parameters:
  ///   - dataset: the examples.
  ///   - batchSize: examples of a batch; above 0.
  ///   - key: what the order of an epoch follows from; `nil` for that of the dataset.
  ///   - dropsLast: whether an epoch ends before a smaller batch.
  ///   - prefetch: batches that are made ahead on another thread; 0 for none.
  /// - Precondition: an epoch has a batch.
  public init(
    _ dataset: Source, batchSize: Int, key: RandomKey? = nil, dropsLast: Bool = false,
    prefetch: Int = 2
  ) {
    precondition(batchSize > 0, "batches of \(batchSize) examples")
    precondition(prefetch >= 0, "\(prefetch) batches ahead")
    self.dataset = dataset
    self.batchSize = batchSize
    self.key = key
    self.dropsLast = dropsLast
    self.prefetch = prefetch
    precondition(
      dataset.count > 0 && batchesPerEpoch > 0,
      "\(dataset.count) examples make no batch of \(batchSize)")
  }

  /// Batches of an epoch.
  public var batchesPerEpoch: Int {
    dropsLast ? dataset.count / batchSize : (dataset.count - 1) / batchSize + 1
  }

  /// The examples of a batch.
  ///
  /// - Parameter position: which batch.
  /// - Complexity: O(`dataset.count`) where the order is random and not that of the batch before.
  public func indices(at position: LoaderPosition) -> [Int] {
    var copy: (epoch: Int, indices: [Int])? = order
    return indices(at: position, &copy)
  }

  private func indices(
    at position: LoaderPosition, _ order: inout (epoch: Int, indices: [Int])?
  ) -> [Int] {
    let first = position.batch * batchSize
    let places = first..<(first + count(at: position))
    guard let key else { return Array(places) }
    if order?.epoch != position.epoch {
      order = (position.epoch, key.child(UInt64(position.epoch)).permutation(dataset.count))
    }
    return order.map { Array($0.indices[places]) } ?? []
  }

  /// Number of examples of a batch.
  ///
  /// - Parameter position: which batch.
  public func count(at position: LoaderPosition) -> Int {
    Swift.min(batchSize, dataset.count - position.batch * batchSize)
  }

  /// The position after another one.
  func after(_ position: LoaderPosition) -> LoaderPosition {
    position.batch + 1 < batchesPerEpoch
      ? LoaderPosition(epoch: position.epoch, batch: position.batch + 1)
      : LoaderPosition(epoch: position.epoch + 1, batch: 0)
  }

  /// The next batch.
  ///
  /// - Throws: what the dataset throws for it, also the first ``TensorError`` of its operations, at this place of the order, whoever made it; the position is
  ///   then unchanged.
  public mutating func next() throws -> Source.Batch {
    let batch: Source.Batch
    if prefetch == 0 {
      let indices = indices(at: position, &order)
      batch = try withTensorErrors { try dataset.batch(indices) }
    } else {
      if reader == nil || !isKnownUniquelyReferenced(&reader) {
        reader = BatchReader(self, from: position, ahead: prefetch)
      }
      guard let reader else { preconditionFailure("a loader has lost its reader") }
      do {
        batch = try reader.take()
      } catch {
        self.reader = nil
        throw error
      }
    }
    place = after(place)
    return batch
  }

  /// Calls `body` with every batch that is left of this epoch.
  ///
  /// - Parameter body: takes a batch.
  /// - Throws: what the dataset and `body` throw.
  public mutating func forEachInEpoch(_ body: (Source.Batch) throws -> Void) throws {
    let epoch = position.epoch
    while position.epoch == epoch { try body(next()) }
  }

  /// Makes batches without the help of another thread; for the reader.
  struct Maker: Sendable {
    var loader: DataLoader
    var position: LoaderPosition

    mutating func next() -> Result<Source.Batch, any Error> {
      let indices = loader.indices(at: position, &loader.order)
      let dataset = loader.dataset
      position = loader.after(position)
      return Result { try withTensorErrors { try dataset.batch(indices) } }
    }
  }

  func maker(from position: LoaderPosition) -> Maker {
    var copy = self
    copy.reader = nil
    return Maker(loader: copy, position: position)
  }
}
