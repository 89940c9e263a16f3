// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension ContractFunction {
  /// EIP-3156 (https://eips.ethereum.org/EIPS/eip-3156).
  static let flashMint: [ContractFunction] = [
    ContractFunction("maxFlashLoan(address)", when: { $0.features.flashMint != nil }) {
      token, arguments, _ throws(LedgerError) in
      token.maxFlashLoan(of: try arguments.address()).bigEndianBytes
    },
    ContractFunction("flashFee(address,uint256)", when: { $0.features.flashMint != nil }) {
      token, arguments, _ throws(LedgerError) in
      try token.flashFee(of: try arguments.address(), amount: try arguments.uint256())
        .bigEndianBytes
    },
    ContractFunction(
      "flashLoan(address,address,uint256,bytes)", action: .flashLoan,
      when: { $0.features.flashMint != nil }
    ) { token, arguments, call throws(LedgerError) in
      try token.flashLoan(
        to: try arguments.address(), token: try arguments.address(),
        amount: try arguments.uint256(), data: try arguments.bytes(), initiator: call.caller,
        environment: call.environment)
      return ReturnValue.yes
    },
  ]
}

extension CalldataReader {
  /// The next argument as bytes of any length: where they begin after the selector, and there their
  /// length and they themselves. Filling up to whole words is not asked for, as in Solidity.
  mutating func bytes() throws(LedgerError) -> [UInt8] {
    let offset = try uint256()
    guard let begin = offset.asUInt64, begin <= UInt64(data.count), data.count - Int(begin) >= 32
    else { throw .malformedCall("bytes that begin at \(offset) of \(data.count)") }
    let start = data.startIndex + Int(begin)
    guard let length = UInt256(bigEndianBytes: data[start..<start + 32]),
      let count = length.asUInt64, count <= UInt64(data.endIndex - start - 32)
    else { throw .malformedCall("more bytes than the \(data.count) of the call") }
    return Array(data[(start + 32)..<(start + 32 + Int(count))])
  }
}
