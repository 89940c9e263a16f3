// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TokenLedger

/// Carries out `operation` through the token's public functions.
func carryOut(
  _ operation: TokenOperation, on token: inout Token
) throws(LedgerError) -> [TokenEvent] {
  let begin = token.events.count
  switch operation {
  case .mint(let to, let value): try token.mint(to: to, value: value)
  case .burn(let from, let value): try token.burn(from: from, value: value)
  case .transfer(let from, let to, let value):
    try token.transfer(from: from, to: to, value: value)
  case .approve(let owner, let spender, let value):
    try token.approve(owner: owner, spender: spender, value: value)
  case .transferFrom(let spender, let from, let to, let value):
    try token.transferFrom(spender: spender, from: from, to: to, value: value)
  case .burnFrom(let spender, let from, let value):
    try token.burnFrom(spender: spender, from: from, value: value)
  default: throw .alreadyDeployed(token.configuration.address)
  }
  return Array(token.events[begin...])
}
