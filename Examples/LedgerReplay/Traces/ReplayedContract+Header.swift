// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Secp256k1Recovery
import TokenLedger

extension ReplayedContract {
  /// Deploys the contract a header tells of, in the state it tells.
  init(header: TraceHeader, place: String) throws {
    environment = CallEnvironment()
    environment.recoverer = Secp256k1Recoverer()
    // Where the header names no domain, its hash is all that is known of it.
    if header.domain == nil {
      environment.domainSeparator = header.domainSeparator.flatMap { Digest(bytes: $0.bytes) }
    }
    let contract = header.contract ?? header.kind ?? "?"
    var features = TokenFeatures()
    let dialect: Dialect
    switch (header.format, contract) {
    case ("erc20-trace/1", "oz5"):
      dialect = .openZeppelin5
    case ("erc20-trace/1", "snekmate"):
      dialect = .snekmate
      features = .snekmate(
        owner: header.deployer ?? .zero, permitVersion: header.domain?.version ?? "1")
    case ("erc20-trace/1", "usdc"):
      // Name, decimals and offices stand in the initialisers only.
      token = Token(
        configuration: try TokenConfiguration(
          fiatTokenInitializers: (header.setup ?? []).map(\.calldata.bytes)
            .filter(TokenConfiguration.isFiatTokenInitializer),
          address: header.token ?? .zero, chainID: header.chainId?.value.asUInt64 ?? 0))
      return
    case ("erc20-ext-trace/1", "votes"):
      dialect = .openZeppelin4
      features.votes = .blockNumber
      features.permitVersion = "1"
    case ("erc20-ext-trace/1", "snapshot"):
      dialect = .openZeppelin4
      features.snapshots = true
    case ("erc20-ext-trace/1", "capped"):
      dialect = .openZeppelin4
      features.cap = header.cap?.value
    case ("erc20-ext-trace/1", "pausable"):
      dialect = .openZeppelin4
      features.pausable = true
    case ("erc20-ext-trace/1", "flash"):
      dialect = .openZeppelin4
      features.flashMint = TokenFeatures.FlashMint()
      for borrower in header.borrowers ?? [] {
        environment.receivers[borrower.address] = ReplayedBorrower(borrower)
      }
    case ("erc4626-trace/1", "snekmate"):
      dialect = .snekmate
    case ("erc4626-trace/1", "oz5"):
      dialect = .openZeppelin5
    default: throw TraceError.unknownContract(place: place, contract: contract)
    }
    token = Token(
      configuration: TokenConfiguration(
        name: header.name ?? "", symbol: header.symbol ?? "",
        decimals: header.decimals ?? header.assetDecimals ?? 18,
        address: header.token ?? header.asset ?? .zero,
        chainID: header.chainId?.value.asUInt64 ?? 0,
        dialect: dialect, features: features))
    if let address = header.vault {
      vault = try Vault(
        name: header.name ?? "", symbol: header.symbol ?? "", address: address,
        asset: token.configuration, decimalsOffset: header.decimalsOffset ?? 0)
    }
    if let block = header.block { try token.advance(to: Block(block)) }
    // The mocks mint to their deployer when they are deployed.
    for question in header.state.questions
    where question.signature == "balanceOf(address)" && !question.answer.isZero
      && question.asksAsset == (vault != nil)
    {
      guard let holder = Address(bytes: question.arguments[0].bigEndianBytes.suffix(20)) else {
        continue
      }
      try token.mint(to: holder, value: question.answer)
    }
  }
}

extension Block {
  init(_ block: TraceBlock) throws {
    guard let number = block.number.value.asUInt64, let time = block.timestamp.value.asUInt64
    else {
      throw TraceError.unreadable(place: "block", reason: "numbers beyond 64 bits")
    }
    self.init(number: number, timestamp: time)
  }
}
