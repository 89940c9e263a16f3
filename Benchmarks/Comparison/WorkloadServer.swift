// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TensorCore

/// Our side of the protocol of `Peers/protocol.py`: a process of its own that waits for its turns.
enum WorkloadServer {
  static func serve(threads: Int, clock: WorkloadClock) {
    TensorRuntime.threads = threads
    var timer: WorkloadTimer?
    say("hello")
    while let line = readLine() {
      let words = line.split(separator: " ", maxSplits: 1)
      do {
        switch (words.first, words.count) {
        case ("prepare", 2):
          timer = nil
          guard let workload = Workloads.all.first(where: { $0.name == words[1] }) else {
            say("missing")
            continue
          }
          timer = try WorkloadTimer(try workload.prepare(), clock: clock)
          say("ready")
        case ("run", 2):
          let samples = try timer?.samples(seconds: Double(words[1]) ?? 0.05) ?? []
          say(samples.map { String(format: "%.1f", $0) }.joined(separator: " "))
        case ("quit", _): return
        default: say("failed: no verb \(line)")
        }
      } catch {
        say("failed \(error)")
      }
    }
  }

  private static func say(_ line: String) {
    print(line)
    fflush(nil)
  }
}
