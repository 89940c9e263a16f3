// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension LedgerError {
  /// The signature of the error a contract of `dialect` answers with, as
  /// `ERC20InsufficientBalance(address,uint256,uint256)`; nil where it answers without data, or no
  /// contract has such an error.
  ///
  /// - Parameters:
  ///   - dialect: whose contract.
  ///   - action: what was asked for; contracts word reasons by it.
  public func solidityError(
    in dialect: Dialect = .openZeppelin5, during action: TokenAction = .transfer
  ) -> String? {
    revert(in: dialect.style, during: action)?.signature
  }

  /// The bytes a contract of `dialect` answers with: selector and arguments in the Ethereum ABI.
  ///
  /// Where the dialect's contract knows no such error, the bytes are those of OpenZeppelin 5, or else
  /// of the contract whose extension it is; nil where no contract has it.
  ///
  /// - Complexity: O(1).
  public func revertData(
    in dialect: Dialect = .openZeppelin5, during action: TokenAction = .transfer
  ) -> [UInt8]? {
    revert(in: dialect.style, during: action)?.bytes
  }

  private func revert(in style: Dialect.Style, during action: TokenAction) -> RevertData? {
    if case .receiverReverted(let data) = self { return .raw(data) }
    let own: RevertData? =
      switch style {
      case .openZeppelin5: nil
      case .openZeppelin4: openZeppelin4Revert(during: action)
      case .snekmate: snekmateRevert(during: action)
      case .fiatToken2: fiatTokenRevert(during: action)
      }
    return own ?? signatureRevert(in: style, during: action) ?? openZeppelin5Revert(during: action)
      ?? openZeppelin4Revert(during: action) ?? snekmateRevert(during: action)
      ?? fiatTokenRevert(during: action)
  }
}
