// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import LedgerPrimitives
import LedgerStore

/// Durable commits: how much of the time the disk takes depends on the machine's disk.
enum StoreBenchmarks {
  #if SQLite
    static let all = [commit(1), commit(1000)]

    private static func commit(_ records: Int) -> Benchmark {
      Benchmark(
        "store/durable batch of \(records)", unit: "record", operations: records
      ) {
        let folder = TemporaryFolder()
        let journal = try SQLiteJournal(path: folder.path + "/ledger.sqlite")
        let batch = (0..<records).map { number in
          Record(
            kind: .token, version: 1,
            body: [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 73))
        }
        var head = ChainHead.empty
        return {
          let sealed = JournalBatch(after: head, records: batch)
          try journal.append(sealed, after: head)
          head = sealed.head(after: head)
          sink(folder.path)
        }
      }
    }

    /// A folder that goes when the benchmark does.
    private final class TemporaryFolder {
      let path = NSTemporaryDirectory() + "tensorchain-benchmark-\(UUID().uuidString)"
      deinit { try? FileManager.default.removeItem(atPath: path) }
    }
  #else
    static let all: [Benchmark] = []
  #endif
}
