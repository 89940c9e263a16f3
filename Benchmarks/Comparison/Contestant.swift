// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Who takes part in a comparison: how its process is started.
struct Contestant: Sendable {
  /// Name in the table.
  let name: String
  let executable: String
  let arguments: [String]
  let environment: [String: String]

  /// This program, as a server of workloads.
  static func ours(threads: Int, clock: WorkloadClock) -> Contestant {
    Contestant(
      name: "ours", executable: CommandLine.arguments[0],
      arguments: ["--serve", "\(threads)", "--clock", clock.rawValue],
      environment: ProcessInfo.processInfo.environment)
  }

  /// A peer with its best settings; PyTorch takes part twice, with its allocator as it is and tuned so that
  /// large results are not mapped, and faulted in, afresh.
  static func peer(
    _ name: String, python: String, threads: Int, clock: WorkloadClock
  ) -> [Contestant] {
    var environment = ProcessInfo.processInfo.environment
    // Debian's OpenBLAS needs it to know new processors; NumPy's own is slowed down by it.
    environment["OPENBLAS_CORETYPE"] = nil
    for variable in ["OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PEER_THREADS"] {
      environment[variable] = "\(threads)"
    }
    environment["PEER_CLOCK"] = clock.rawValue
    environment["JAX_PLATFORMS"] = "cpu"
    environment["TF_CPP_MIN_LOG_LEVEL"] = "3"
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    let script = sources.appendingPathComponent("Peers/\(name)_peer.py").path
    func contestant(_ label: String, _ environment: [String: String]) -> Contestant {
      Contestant(
        name: label, executable: python, arguments: [script], environment: environment)
    }
    guard name == "torch" else { return [contestant(name, environment)] }
    let tuned = environment.merging(
      [
        "MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "100000000000",
        "MALLOC_TOP_PAD_": "268435456", "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
      ], uniquingKeysWith: { $1 })
    return [contestant("torch", environment), contestant("torch tuned", tuned)]
  }

  /// The folder of this program's sources.
  static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
}
