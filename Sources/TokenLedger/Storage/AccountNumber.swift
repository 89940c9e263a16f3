// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The number of an interned address: given in the order of first use, below 2²⁸.
struct AccountNumber: Hashable, Sendable {
  let rawValue: UInt32
}

/// The number of an interned word of 32 bytes, as a role or the nonce of an authorization: given in
/// the order of first use, below 2²⁸.
struct WordNumber: Hashable, Sendable {
  let rawValue: UInt32
}
