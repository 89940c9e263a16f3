// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic

extension LedgerError {
  /// Revert data with what FiatToken's compiler leaves in the padding.
  ///
  /// Compilers before Solidity 0.7 copy a text of more than 32 bytes to memory they do not clear. In a
  /// function that has recovered a signer, the arguments of ecrecover still lie there: digest, v, r
  /// and s, a word each from where the revert data begins. Of s the bytes behind the text show.
  ///
  /// - Parameters:
  ///   - revertData: `Error(string)` in the Ethereum ABI.
  ///   - calldata: the call's, of a function whose last argument is s.
  func withLeftovers(
    _ revertData: [UInt8], of calldata: [UInt8], during action: TokenAction
  ) -> [UInt8] {
    let textBegins = 68
    let s = 96..<128
    let argument: Int
    switch action {
    case .permit: argument = 4 + 6 * 32
    case .authorization: argument = 4 + 8 * 32
    default: return revertData
    }
    guard isFoundAfterRecovery, revertData.count >= textBegins, calldata.count >= argument + 32
    else { return revertData }
    let length = Int(revertData[67])
    guard length > 32 else { return revertData }
    var bytes = revertData
    for position in max(s.lowerBound, textBegins + length)..<min(s.upperBound, bytes.count) {
      bytes[position] = calldata[argument + position - s.lowerBound]
    }
    return bytes
  }

  /// Whether a signed operation is refused for this only once its signer is known.
  private var isFoundAfterRecovery: Bool {
    switch self {
    case .invalidApprover, .invalidSpender, .invalidReceiver, .insufficientBalance,
      .insufficientSpendable:
      true
    default: false
    }
  }
}
