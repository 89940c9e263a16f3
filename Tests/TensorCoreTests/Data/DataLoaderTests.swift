// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TestSupport
import Testing

@testable import TensorCore

@Suite struct DataLoaderTests {
  /// Gives back the numbers it is asked for, some of them late.
  struct Numbers: Dataset {
    struct Failure: Error, Equatable { let index: Int }

    var count: Int
    var delay: UInt32 = 0
    var bad: Int?

    func batch(_ indices: [Int]) throws -> [Int] {
      if delay > 0 { usleep(UInt32(indices[0] % 3) * delay) }
      if let bad, indices.contains(bad) { throw Failure(index: bad) }
      return indices
    }
  }

  private func batches<Source>(_ loader: inout DataLoader<Source>, _ count: Int) throws
    -> [Source.Batch]
  {
    try (0..<count).map { _ in try loader.next() }
  }

  @Test func anEpochHasEveryExampleOnce() throws {
    for (count, size) in [(1, 1), (10, 3), (9, 3), (5, 8), (100, 7), (6, .max)] {
      for dropsLast in [false, true] where count >= size || !dropsLast {
        var loader = DataLoader(
          Numbers(count: count), batchSize: size, key: RandomKey(seed: 1), dropsLast: dropsLast)
        var orders: [[Int]] = []
        for epoch in 0..<3 {
          var seen: [Int] = []
          #expect(loader.position == LoaderPosition(epoch: epoch))
          try loader.forEachInEpoch { batch in
            #expect(batch.count == size || !dropsLast && seen.count + batch.count == count)
            seen += batch
          }
          let whole = dropsLast ? count / size * size : count
          #expect(seen.count == whole && Set(seen).count == whole)
          orders.append(seen)
        }
        if count == 100 { #expect(Set(orders).count == 3) }
      }
    }
    var plain = DataLoader(Numbers(count: 5), batchSize: 2)
    #expect(try batches(&plain, 4) == [[0, 1], [2, 3], [4], [0, 1]])
  }

  @Test func theOrderDependsOnNoThread() throws {
    var expected: [[Int]]?
    for (prefetch, delay) in [(0, 0), (1, 0), (2, 500), (7, 100), (100, 0)] {
      var loader = DataLoader(
        Numbers(count: 23, delay: UInt32(delay)), batchSize: 4, key: RandomKey(seed: 9),
        prefetch: prefetch)
      let found = try batches(&loader, 20)
      if let expected { #expect(found == expected) } else { expected = found }
      #expect(loader.indices(at: .init(epoch: 1, batch: 2)) == found[8])
    }
  }

  @Test func aSavedPositionGoesOnWithTheNextBatch() throws {
    let fresh = DataLoader(Numbers(count: 23), batchSize: 4, key: RandomKey(seed: 2))
    var whole = fresh
    let expected = try batches(&whole, 20)
    for stop in 0..<20 {
      var first = fresh
      #expect(try batches(&first, stop) == Array(expected[..<stop]))
      let saved = try JSONEncoder().encode(first.position)
      var second = fresh
      // What was made ahead of another place is not taken.
      if stop % 2 == 1 { _ = try second.next() }
      second.position = try JSONDecoder().decode(LoaderPosition.self, from: saved)
      #expect(try batches(&second, 20 - stop) == Array(expected[stop...]))
    }
  }

  @Test func copiesGoTheirOwnWays() throws {
    var first = DataLoader(Numbers(count: 50, delay: 50), batchSize: 4, key: RandomKey(seed: 3))
    _ = try first.next()
    var second = first
    let a = try batches(&first, 10)
    let b = try batches(&second, 10)
    #expect(a == b)
    #expect(first.position == second.position)
  }

  @Test func anErrorComesInItsPlaceAndCanBeTriedAgain() throws {
    for prefetch in [0, 1, 5] {
      var loader = DataLoader(Numbers(count: 10, bad: 5), batchSize: 2, prefetch: prefetch)
      #expect(try batches(&loader, 2) == [[0, 1], [2, 3]])
      for _ in 0..<2 {
        #expect(throws: Numbers.Failure(index: 5)) { try loader.next() }
        #expect(loader.position == LoaderPosition(epoch: 0, batch: 2))
      }
      loader.position.batch = 3
      #expect(try loader.next() == [6, 7])
    }
  }

  /// An operation that fails on the thread that makes batches ahead does not end the process.
  @Test func anOperationOfADatasetThatFailsIsThrown() throws {
    struct Crooked: Dataset {
      let count = 6
      func batch(_ indices: [Int]) -> Tensor {
        Tensor.zeros([indices[0] == 4 ? 3 : 2]) + .ones([2])
      }
    }
    for prefetch in [0, 1, 5] {
      var loader = DataLoader(Crooked(), batchSize: 2, prefetch: prefetch)
      for _ in 0..<2 { #expect(try loader.next() == .ones([2])) }
      for _ in 0..<2 { #expect(throws: TensorError.self) { try loader.next() } }
      #expect(loader.position == LoaderPosition(epoch: 0, batch: 2))
    }
  }

  /// Threads of loaders that nobody asks any more end.
  @Test func readersEndWithTheirLoaders() throws {
    struct Counted: Dataset {
      final class Live: Sendable {
        static let count = Atomic<Int>(0)
        init() { Self.count.add(1, ordering: .sequentiallyConsistent) }
        deinit { Self.count.subtract(1, ordering: .sequentiallyConsistent) }
      }
      let live = Live()
      let count = 1000
      func batch(_ indices: [Int]) -> Int { indices.count }
    }
    for _ in 0..<200 {
      var loader = DataLoader(Counted(), batchSize: 3, prefetch: 4)
      #expect(try loader.next() == 3)
    }
    for _ in 0..<400 where Counted.Live.count.load(ordering: .sequentiallyConsistent) > 0 {
      usleep(25_000)
    }
    #expect(Counted.Live.count.load(ordering: .sequentiallyConsistent) == 0)
  }

  @Test func noMoreBatchesAreMadeAheadThanWereAskedFor() throws {
    struct Counted: Dataset {
      static let made = Atomic<Int>(0)
      let count = 1000
      func batch(_ indices: [Int]) -> Int {
        Self.made.add(1, ordering: .sequentiallyConsistent)
        return indices.count
      }
    }
    func made() -> Int { Counted.made.load(ordering: .sequentiallyConsistent) }
    var loader = DataLoader(Counted(), batchSize: 2, prefetch: 3)
    for taken in 1...5 {
      _ = try loader.next()
      for _ in 0..<400 where made() < taken + 3 { usleep(25_000) }
      usleep(20_000)
      #expect(made() == taken + 3)
    }
  }

  @Test func tensorsAreCutAndSplit() throws {
    let data = TensorDataset(
      inputs: Tensor.arange(12).reshaped(to: [6, 2]), targets: Tensor.arange(6, dtype: .int64))
    let batch = data.batch([4, 1])
    #expect(batch.inputs.scalars(as: Float.self) == [8, 9, 2, 3] && batch.count == 2)
    #expect(batch.targets.scalars(as: Int64.self) == [4, 1])
    let (training, heldOut) = data.split(heldOut: 2, key: RandomKey(seed: 5))
    #expect(training.count == 4 && heldOut.count == 2)
    #expect(
      (training.targets.scalars(as: Int64.self) + heldOut.targets.scalars(as: Int64.self)).sorted()
        == [0, 1, 2, 3, 4, 5])
    #expect(data.split(heldOut: 2).heldOut.targets.scalars(as: Int64.self) == [4, 5])
  }
}
