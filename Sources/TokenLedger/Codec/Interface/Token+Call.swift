// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

extension Token {
  /// Does what a contract does that is sent `data`: finds the function by its selector, decodes the
  /// arguments, acts, and gives the bytes and logs a node would.
  ///
  /// ```swift
  /// let result = try token.call(data: calldata, from: alice, at: Block(number: 7, timestamp: 84))
  /// if !result.succeeded { print(result.output) }  // the revert data
  /// ```
  ///
  /// A call that is refused changes nothing but the block.
  ///
  /// - Parameters:
  ///   - data: the selector and the arguments in the Ethereum ABI.
  ///   - caller: who sends it.
  ///   - block: when; nil for the present block.
  ///   - environment: who can check signatures, and which accounts have code.
  /// - Throws: ``LedgerError/blockGoesBack(_:current:)``.
  /// - Complexity: that of the function.
  @discardableResult
  public mutating func call(
    data: [UInt8], from caller: Address, at block: Block? = nil,
    environment: CallEnvironment = CallEnvironment()
  ) throws(LedgerError) -> CallResult {
    if let block { try advance(to: block) }
    let begin = events.count
    guard let selector = Selector(data),
      let function = ContractFunction.named(selector, of: configuration)
    else {
      return refused(.unknownSelector(Array(data.prefix(4))), during: .transfer, calldata: data)
    }
    var arguments = CallArguments(data, in: configuration.dialect)
    do throws(LedgerError) {
      let output = try function.body(
        &self, &arguments, CallContext(caller: caller, environment: environment))
      let address = configuration.address
      let dialect = configuration.dialect
      return CallResult(
        output: output, logs: events[begin...].map { $0.log(of: address, in: dialect) }, error: nil)
    } catch {
      return refused(error, during: function.action(error), calldata: data)
    }
  }

  private func refused(
    _ error: LedgerError, during action: TokenAction, calldata: [UInt8]
  ) -> CallResult {
    let dialect = configuration.dialect
    let data = error.revertData(in: dialect, during: action) ?? []
    let output =
      dialect.style == .fiatToken2 ? error.withLeftovers(data, of: calldata, during: action) : data
    return CallResult(output: output, logs: [], error: error)
  }
}
