// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import COpenBLAS
internal import CTensorKernels

/// What the process computes with. These are the only process-wide settings of TensorCore.
public enum TensorRuntime {
  /// Threads one big matrix product, or one large decomposition, may use. Setting it changes no bit of
  /// any result but those of decompositions of matrices with a side above 128, which LAPACK computes.
  ///
  /// The default is the number of processors. Set 1 where many tasks compute at once.
  ///
  /// - Precondition: at least 1.
  public static var threads: Int {
    get {
      bootOnce
      return Int(tc_threads())
    }
    set {
      bootOnce
      precondition(newValue >= 1 && newValue <= 1024, "threads is \(newValue), not in 1...1024")
      tc_set_threads(Int32(newValue))
    }
  }

  /// The core OpenBLAS computes for, such as `SkylakeX`.
  public static var blasCoreName: String {
    bootOnce
    return String(cString: tc_blas_core_name())
  }

  /// The instruction set level of the kernels: `v4`, `v3` or `default` (x86-64-v4, v3, baseline).
  ///
  /// Chosen by the processor; the environment variable `TENSORCHAIN_ISA` overrides it. The level
  /// changes the speed and not one bit of a float32 result.
  public static var instructionSet: String {
    bootOnce
    return String(cString: tc_instruction_set())
  }

  /// What is wrong with `TENSORCHAIN_ISA`, or `nil`. The first tensor traps with this text; a program
  /// that wants to say it more gently asks first.
  public static var configurationProblem: String? {
    tc_boot().map { String(cString: $0) }
  }

  /// Numbers about the buffer pool.
  public static var poolStatistics: PoolStatistics {
    let s = tc_pool_read_statistics()
    return PoolStatistics(
      bytesInUse: Int(s.bytes_in_use), bytesCached: Int(s.bytes_cached),
      peakBytesInUse: Int(s.peak_bytes_in_use), freshAllocations: Int(s.fresh_allocations))
  }

  /// The most bytes the pool keeps for reuse; beyond it blocks go back to the system. 1 GiB at first.
  public static var poolByteCap: Int {
    get { Int(tc_pool_cap()) }
    set { tc_pool_set_cap(Int64(Swift.max(newValue, 0))) }
  }

  /// Gives every cached block back to the system. Small lists of other threads follow when those
  /// threads next allocate.
  public static func trimPool() { tc_pool_trim() }

  /// Forces a level, so that tests can compare them in one process.
  ///
  /// - Returns: false where the name is unknown or the processor lacks the level.
  package static func forceInstructionSet(_ name: String) -> Bool {
    bootOnce
    return tc_force_instruction_set(name)
  }

  /// Whether the processor has AVX2 with FMA: then OpenBLAS must not run on an older core.
  package static var processorHasAVX2: Bool { tc_cpu_has_avx2_fma() }

  /// Runs the boot once, and traps where the environment asks for what cannot be.
  static let bootOnce: Void = {
    if let problem = tc_boot() { fatalError(String(cString: problem)) }
  }()
}

/// Bytes held by the buffer pool.
public struct PoolStatistics: Sendable, Hashable {
  /// Bytes of living tensors, rounded up to size classes.
  public let bytesInUse: Int
  /// Bytes kept for reuse.
  public let bytesCached: Int
  /// The largest `bytesInUse` so far.
  public let peakBytesInUse: Int
  /// Requests that had to go to the system.
  public let freshAllocations: Int
}
