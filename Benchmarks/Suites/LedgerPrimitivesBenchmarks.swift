// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import LedgerPrimitives

enum LedgerPrimitivesBenchmarks {
  static let all: [Benchmark] = [
    Benchmark("primitives/Keccak-256 of 64 bytes", unit: "hash") {
      let bytes = [UInt8](repeating: 7, count: 64)
      return { sink(Keccak256.hash(bytes)) }
    },
    Benchmark("primitives/Merkle tree, 1000 leaves", unit: "leaf", operations: 1000) {
      let leaves = (0..<1000).map { [UInt8](repeating: UInt8($0 % 251), count: 64) }
      return { sink(MerkleTree(leaves: leaves).root) }
    },
    Benchmark("primitives/EIP-55 text of an address", unit: "address") {
      let address = Address.derived(fromLabel: "benchmark")
      return { sink(address.description) }
    },
  ]
}
