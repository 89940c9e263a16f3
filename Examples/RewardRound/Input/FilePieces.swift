// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Rewards
import Synchronization

/// Where a file of many lines is cut, so that several threads read it at a time.
///
/// A cut is a guess: a line break may stand inside quotation marks. It is right where the piece before it
/// ends as a whole row, and that piece began rightly by the same reasoning, from the first one on. Where any
/// piece cannot be read, nothing is taken from any: one thread reads the file from its beginning, and what is
/// wrong has its right place.
enum FilePieces {
  /// About how many bytes a piece has.
  static let size = 1 << 18

  /// Cuts rows of comma-separated values behind line breaks.
  ///
  /// - Parameters:
  ///   - start: where the first row begins.
  ///   - size: how many bytes a piece has at least, but for the last.
  static func ofCSV(_ bytes: [UInt8], from start: Int, size: Int) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var begin = start
    while begin < bytes.count {
      var end = min(bytes.count, begin + size)
      while end < bytes.count, bytes[end - 1] != 10 { end += 1 }
      pieces.append(begin..<end)
      begin = end
    }
    return pieces
  }

  /// Cuts an array of objects at commas between a brace that ends one and a brace that begins one; the
  /// commas belong to no piece.
  static func ofJSON(_ bytes: [UInt8], size: Int) -> [Range<Int>] {
    func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 10 || byte == 13 || byte == 9 }
    func isCut(_ comma: Int) -> Bool {
      guard bytes[comma] == UInt8(ascii: ",") else { return false }
      var before = comma - 1
      while before > 0, isSpace(bytes[before]) { before -= 1 }
      var after = comma + 1
      while after < bytes.count - 1, isSpace(bytes[after]) { after += 1 }
      return before >= 0 && bytes[before] == UInt8(ascii: "}")
        && after < bytes.count && bytes[after] == UInt8(ascii: "{")
    }
    var pieces: [Range<Int>] = []
    var begin = 0
    while begin < bytes.count {
      var end = min(bytes.count, begin + size)
      while end < bytes.count, !isCut(end) { end += 1 }
      pieces.append(begin..<end)
      begin = end + 1
    }
    return pieces
  }

  /// Reads pieces in several threads.
  ///
  /// - Parameters:
  ///   - progress: told how many lines are read, of how many bytes, about every 50,000 lines.
  ///   - read: reads one piece; nil where it cannot.
  /// - Returns: the lines of all pieces in order, nil where one cannot be read.
  static func lines(
    of pieces: [Range<Int>], threads: Int, progress: @Sendable (Int, Int) -> Void,
    _ read: @Sendable (Range<Int>) -> [RewardLineInput]?
  ) -> [RewardLineInput]? {
    struct State {
      var lines: [RewardLineInput] = []
      /// How many pieces are taken, and how many of them are in ``lines``.
      var taken = 0
      var joined = 0
      var waiting: [Int: [RewardLineInput]] = [:]
      var isRefused = false
    }
    let state = Mutex(State())
    DispatchQueue.concurrentPerform(iterations: min(threads, pieces.count)) { _ in
      while true {
        let number = state.withLock { state -> Int? in
          guard !state.isRefused, state.taken < pieces.count else { return nil }
          state.taken += 1
          return state.taken - 1
        }
        guard let number else { return }
        let lines = read(pieces[number])
        state.withLock { state in
          guard let lines else { return state.isRefused = true }
          state.waiting[number] = lines
          while let next = state.waiting.removeValue(forKey: state.joined) {
            let steps = state.lines.count / 50_000
            state.lines += next
            if state.lines.count / 50_000 > steps {
              progress(state.lines.count, pieces[state.joined].upperBound)
            }
            state.joined += 1
          }
        }
      }
    }
    return state.withLock { $0.isRefused ? nil : $0.lines }
  }
}
