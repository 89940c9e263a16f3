// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import LedgerPrimitives

@Suite("A paged array")
struct PagedArrayTests {
  /// An element large enough for pages of 32, so that directories fill fast.
  private struct Wide: Hashable, Sendable {
    var value: Int
    var padding = InlineArray<16, UInt64>(repeating: 0)
    init(_ value: Int) { self.value = value }
    static func == (lhs: Wide, rhs: Wide) -> Bool { lhs.value == rhs.value }
    func hash(into hasher: inout Hasher) { hasher.combine(value) }
  }

  @Test("answers as a plain array under random writes, with every copy unharmed")
  func model() {
    withEvery("seed", in: 1...6 as ClosedRange<UInt64>) { seed in
      var random = SeededGenerator(seed: seed)
      var paged = PagedArray<Wide>()
      var plain: [Wide] = []
      var copies: [(PagedArray<Wide>, [Wide])] = []
      for step in 0..<3000 {
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<8:
          for _ in 0..<Int.random(in: 1...40, using: &random) {
            paged.append(Wide(step))
            plain.append(Wide(step))
          }
        case 8..<14 where !plain.isEmpty:
          let index = Int.random(in: 0..<plain.count, using: &random)
          switch step % 3 {
          case 0: paged[index].value += step
          case 1: paged[index] = Wide(plain[index].value + step)
          default: paged.modify(at: index) { $0.value += step }
          }
          plain[index].value += step
        case 14..<16 where !plain.isEmpty:
          #expect(paged.removeLast() == plain.removeLast())
        case 16 where step % 5 == 0:
          let count = Int.random(in: 0...plain.count, using: &random)
          paged.truncate(to: count)
          plain.removeLast(plain.count - count)
        case 17:
          copies.append((paged, plain))
          if copies.count > 8 { copies.removeFirst() }
        case 18 where !copies.isEmpty:
          // A copy goes on in its own way.
          let other = Int.random(in: 0..<copies.count, using: &random)
          copies[other].0.append(Wide(-step))
          copies[other].1.append(Wide(-step))
          if step % 3 == 0 { (paged, plain) = copies[other] }
        default: break
        }
        #expect(paged.count == plain.count)
      }
      copies.append((paged, plain))
      for (paged, plain) in copies {
        #expect(Array(paged) == plain)
        #expect(paged.indices == plain.indices)
      }
    }
  }

  @Test("spans pages and directories without losing an element")
  func manyPages() {
    let page = PagedArray<Int>.pageSize
    let total = page * 128 * 2 + page + 3
    var paged = PagedArray<Int>()
    for index in 0..<total { paged.append(index) }
    #expect(paged.count == total)
    #expect(paged.elementsEqual(0..<total))
    for edge in [page * 128 * 2, page * 128, page] {
      paged.truncate(to: edge)
      #expect(paged.last == edge - 1)
      paged.append(-1)
      #expect(paged.last == -1)
      #expect(paged.removeLast() == -1)
      #expect(paged.count == edge)
    }
    paged.removeAll()
    #expect(paged.isEmpty)
  }

  @Test("repeats one element over whole and broken pages, each written on its own")
  func repeating() {
    let page = PagedArray<Int>.pageSize
    withEvery("count", in: [0, 1, page - 1, page, page + 1, page * 3 + 7]) { count in
      var paged = PagedArray(repeating: 5, count: count)
      #expect(Array(paged) == [Int](repeating: 5, count: count))
      guard count > 0 else { return }
      paged[count - 1] = 6
      paged.append(7)
      #expect(Array(paged) == [Int](repeating: 5, count: count - 1) + [6, 7])
    }
  }

  @Test("is equal by its elements, and hashes so")
  func equality() {
    let one: PagedArray = [1, 2, 3]
    var other: PagedArray = [1, 2, 3, 4]
    #expect(one != other)
    other.removeLast()
    #expect(one == other)
    #expect(one.hashValue == other.hashValue)
    other[1] = 7
    #expect(one != other)
    #expect(one[1] == 2)
  }

  @Test("stops the program at an index that is none")
  func outOfRange() async {
    await #expect(processExitsWith: .failure) { _ = PagedArray<Int>()[0] }
    await #expect(processExitsWith: .failure) { _ = PagedArray(repeating: 1, count: 5)[5] }
    await #expect(processExitsWith: .failure) { _ = PagedArray(repeating: 1, count: 5)[-1] }
    await #expect(processExitsWith: .failure) {
      var empty = PagedArray<Int>()
      empty.removeLast()
    }
  }
}
