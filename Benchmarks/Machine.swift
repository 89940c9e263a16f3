// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TensorCore

/// What the times were taken on.
struct Machine: Codable, CustomStringConvertible {
  let processor: String
  let cores: Int
  let system: String
  let build: String
  let blasCore: String
  let instructionSet: String
  let threads: Int
  let date: String

  static var here: Machine {
    let cpu = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let model = cpu.split(separator: "\n").first { $0.hasPrefix("model name") }
      .flatMap { $0.split(separator: ":").last }
      .map { $0.trimmingCharacters(in: .whitespaces) }
    #if DEBUG
      let build = "debug"
    #else
      let build = "release"
    #endif
    return Machine(
      processor: model ?? "unknown processor",
      cores: ProcessInfo.processInfo.activeProcessorCount,
      system: ProcessInfo.processInfo.operatingSystemVersionString, build: build,
      blasCore: TensorRuntime.blasCoreName, instructionSet: "\(TensorRuntime.instructionSet)",
      threads: TensorRuntime.threads, date: ISO8601DateFormatter().string(from: Date()))
  }

  var description: String {
    """
    \(processor), \(cores) cores, \(system)
    build \(build), BLAS core \(blasCore), kernels \(instructionSet), \(threads) threads, \(date)
    """
  }
}
