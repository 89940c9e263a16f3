// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// An array in copy-on-write pages: a copy costs two retains, and the first write after it copies one
/// page and not the whole.
///
/// ```swift
/// var balances = PagedArray<UInt256>(repeating: 1, count: 1_000_000)
/// let snapshot = balances       // O(1)
/// balances[500_000] = 2         // copies about 8 KiB
/// snapshot[500_000]             // 1
/// ```
///
/// Full pages of about 8 KiB stand in directories of 128 pages, the directories in a root; the last
/// page stands apart, so that appending is as fast as to an array. After a copy the first write into
/// a page copies the root (n / 32,768 references where an element takes 32 bytes), one directory of
/// references and the page; the next write into the same page copies nothing.
///
/// The levels are plain arrays: there is no unsafe code here, and a read touches no reference count.
/// It is public and `@inlinable` because only so it is specialised in the modules that use it:
/// otherwise a read takes 170 ns instead of 2.5.
@frozen
public struct PagedArray<Element> {
  /// Directories of full pages.
  @usableFromInline var root: [[[Element]]] = []
  /// The last page; empty only where there is no element at all.
  @usableFromInline var tail: [Element] = []
  /// How many elements stand before the last page.
  @usableFromInline var tailStart = 0

  /// Creates an empty array.
  @inlinable
  public init() {}

  /// Creates an array of `count` times the same element.
  ///
  /// - Precondition: `count` is at least 0.
  /// - Complexity: O(`count` / page + page): equal pages are one page until somebody writes.
  @inlinable
  public init(repeating element: Element, count: Int) {
    precondition(count >= 0, "An array cannot have \(count) elements.")
    let page = [Element](repeating: element, count: Swift.min(count, Self.pageSize))
    while count &- tailStart > Self.pageSize {
      tail = page
      beginPage()
    }
    tail = Array(page.prefix(count &- tailStart))
  }

  /// How many bits of an index stand for the place in the page: a page takes 8 KiB, and holds 32
  /// elements at least and 1024 at most.
  @inlinable
  static var pageBits: Int {
    switch MemoryLayout<Element>.stride {
    case ...8: 10
    case ...16: 9
    case ...32: 8
    case ...64: 7
    case ...128: 6
    default: 5
    }
  }

  /// How many elements a page holds.
  @inlinable
  public static var pageSize: Int { 1 &<< pageBits }

  /// How many bits of a page's number stand for the place in the directory.
  @inlinable
  static var directoryBits: Int { 7 }

  /// Which directory the element stands in.
  @inlinable
  static func directory(_ index: Int) -> Int { index &>> (pageBits &+ directoryBits) }

  /// Which page of the directory.
  @inlinable
  static func page(_ index: Int) -> Int {
    (index &>> pageBits) & ((1 &<< directoryBits) &- 1)
  }

  /// Which place in the page.
  @inlinable
  static func place(_ index: Int) -> Int { index & (pageSize &- 1) }
}

extension PagedArray {
  /// Appends an element.
  ///
  /// - Complexity: O(1) amortised; O(page) for the first write after a copy.
  @inlinable
  public mutating func append(_ element: Element) {
    if tail.count == Self.pageSize { beginPage() }
    tail.append(element)
  }

  /// Puts the full last page to the others, and begins a new one that will not move while it grows.
  /// (The very first grows by doubling, so that small arrays stay small.)
  @inlinable
  @inline(never)
  mutating func beginPage() {
    if Self.page(tailStart) == 0 { root.append([]) }
    root[root.count &- 1].append(tail)
    tailStart &+= Self.pageSize
    tail = []
    tail.reserveCapacity(Self.pageSize)
  }

  /// Takes the last full page out again, where the one after it has become empty.
  @inlinable
  @inline(never)
  mutating func takeBackPage() {
    let last = root.count &- 1
    tail = root[last].removeLast()
    if root[last].isEmpty { root.removeLast() }
    tailStart &-= Self.pageSize
  }

  /// Removes the last element and returns it.
  ///
  /// - Precondition: there is one.
  /// - Complexity: O(1); O(page) for the first write after a copy.
  @inlinable
  @discardableResult
  public mutating func removeLast() -> Element {
    let element = tail.removeLast()
    if tail.isEmpty && tailStart > 0 { takeBackPage() }
    return element
  }

  /// Removes the elements from `newCount` on.
  ///
  /// - Precondition: `newCount` is at least 0 and at most ``count``.
  /// - Complexity: O(page + removed pages).
  @inlinable
  public mutating func truncate(to newCount: Int) {
    precondition(newCount >= 0 && newCount <= count, "\(count) elements, not \(newCount), to keep.")
    while tailStart > 0 && tailStart >= newCount { takeBackPage() }
    tail.removeLast(count &- newCount)
  }

  /// Removes all elements.
  @inlinable
  public mutating func removeAll() { self = PagedArray() }
}

extension PagedArray: RandomAccessCollection, MutableCollection {
  /// 0.
  @inlinable
  public var startIndex: Int { 0 }

  /// How many elements there are.
  @inlinable
  public var endIndex: Int { count }

  /// How many elements there are.
  @inlinable
  public var count: Int { tailStart &+ tail.count }

  /// The element at `index`.
  ///
  /// - Precondition: `index` is at least 0 and below ``count``.
  /// - Complexity: O(1); O(page) for the first write after a copy.
  @inlinable
  public subscript(index: Int) -> Element {
    // No check of its own: an index out of range is out of range in one of the levels.
    get {
      if index >= tailStart { return tail[index &- tailStart] }
      return root[Self.directory(index)][Self.page(index)][Self.place(index)]
    }
    set {
      if index >= tailStart {
        tail[index &- tailStart] = newValue
      } else {
        root[Self.directory(index)][Self.page(index)][Self.place(index)] = newValue
      }
    }
    // Correct in place for every element, but a coroutine of its own: 28 ns where
    // ``modify(at:_:)`` takes 9.
    _modify {
      if index >= tailStart {
        yield &tail[index &- tailStart]
      } else {
        yield &root[Self.directory(index)][Self.page(index)][Self.place(index)]
      }
    }
  }
}

extension PagedArray {
  /// Returns what `read` says of the element at `index`: of a large one, only what it uses is loaded.
  ///
  /// - Precondition: `index` is at least 0 and below ``count``.
  /// - Complexity: O(1).
  @inlinable
  @inline(__always)
  public func read<Result>(at index: Int, _ read: (Element) -> Result) -> Result {
    if index >= tailStart { return read(tail[index &- tailStart]) }
    return read(root[Self.directory(index)][Self.page(index)][Self.place(index)])
  }

  /// Changes the element at `index` in place, and returns what `change` returns.
  ///
  /// - Precondition: `index` is at least 0 and below ``count``.
  /// - Complexity: O(1); O(page) for the first write after a copy.
  @inlinable
  @inline(__always)
  public mutating func modify<Result>(
    at index: Int, _ change: (inout Element) -> Result
  ) -> Result {
    if index >= tailStart { return change(&tail[index &- tailStart]) }
    return change(&root[Self.directory(index)][Self.page(index)][Self.place(index)])
  }
}

extension PagedArray: ExpressibleByArrayLiteral {
  /// Creates an array of the elements.
  @inlinable
  public init(arrayLiteral elements: Element...) {
    for element in elements { append(element) }
  }
}

extension PagedArray: Sendable where Element: Sendable {}

extension PagedArray: Equatable where Element: Equatable {
  /// Whether both have the same elements in the same order. Pages that both share are not compared.
  ///
  /// - Complexity: O(1) for a copy nobody wrote to, otherwise O(n).
  @inlinable
  public static func == (lhs: Self, rhs: Self) -> Bool {
    lhs.tailStart == rhs.tailStart && lhs.tail == rhs.tail && lhs.root == rhs.root
  }
}

extension PagedArray: Hashable where Element: Hashable {
  /// Feeds the elements to `hasher`.
  @inlinable
  public func hash(into hasher: inout Hasher) {
    hasher.combine(root)
    hasher.combine(tail)
  }
}
