// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension LedgerError {
  /// The custom errors of OpenZeppelin's contracts, release 5, of EIP-6093
  /// (https://eips.ethereum.org/EIPS/eip-6093) where it names them.
  func openZeppelin5Revert(during action: TokenAction) -> RevertData? {
    switch self {
    case .insufficientBalance(let sender, let balance, let needed):
      .custom(
        "ERC20InsufficientBalance(address,uint256,uint256)", [sender.slotValue, balance, needed])
    case .insufficientSpendable(let sender, let balance, let held, let needed):
      .custom(
        "ERC20InsufficientBalance(address,uint256,uint256)",
        [sender.slotValue, balance > held ? balance - held : .zero, needed])
    case .invalidSender(let address):
      .custom("ERC20InvalidSender(address)", [address.slotValue])
    case .invalidReceiver(let address):
      .custom("ERC20InvalidReceiver(address)", [address.slotValue])
    case .insufficientAllowance(let spender, let allowance, let needed):
      .custom(
        "ERC20InsufficientAllowance(address,uint256,uint256)",
        [spender.slotValue, allowance, needed])
    case .invalidApprover(let address):
      .custom("ERC20InvalidApprover(address)", [address.slotValue])
    case .invalidSpender(let address):
      .custom("ERC20InvalidSpender(address)", [address.slotValue])
    case .supplyOverflow, .allowanceOverflow, .conversionOverflow,
      .virtualTotalOverflow:
      .overflow
    case .allowanceUnderflow(let spender, let allowance, let removed):
      .custom(
        "ERC20FailedDecreaseAllowance(address,uint256,uint256)",
        [spender.slotValue, allowance, removed])
    case .exceededCap(let supply, let cap):
      .custom("ERC20ExceededCap(uint256,uint256)", [supply, cap])
    case .invalidCap(let cap): .custom("ERC20InvalidCap(uint256)", [cap])

    case .enforcedPause: .custom("EnforcedPause()", [])
    case .expectedPause: .custom("ExpectedPause()", [])
    case .blocked(let account): .custom("ERC20Blocked(address)", [account.slotValue])
    case .missingRole(let account, let role):
      .custom(
        "AccessControlUnauthorizedAccount(address,bytes32)", [account.slotValue, role.slotValue])
    case .badConfirmation: .custom("AccessControlBadConfirmation()", [])
    case .notOwner(let account), .notPendingOwner(let account):
      .custom("OwnableUnauthorizedAccount(address)", [account.slotValue])
    case .invalidOwner(let account): .custom("OwnableInvalidOwner(address)", [account.slotValue])

    case .permitExpired(let deadline, _):
      .custom("ERC2612ExpiredSignature(uint256)", [deadline])
    case .invalidSigner(let signer, let owner):
      action == .authorization
        ? .custom("ERC3009InvalidSignature()", [])
        : .custom(
          "ERC2612InvalidSigner(address,address)", [signer.slotValue, owner.slotValue])
    case .invalidNonce(let account, let current):
      .custom("InvalidAccountNonce(address,uint256)", [account.slotValue, current])
    case .invalidSignature, .invalidV: .custom("ECDSAInvalidSignature()", [])
    case .highS(let s): .custom("ECDSAInvalidSignatureS(bytes32)", [s])
    case .invalidSignatureLength(let count):
      .custom("ECDSAInvalidSignatureLength(uint256)", [UInt256(UInt64(clamping: count))])
    case .votesSignatureExpired(let expiry, _):
      .custom("VotesExpiredSignature(uint256)", [expiry])

    case .futureLookup(let timepoint, let clock):
      .custom("ERC5805FutureLookup(uint256,uint48)", [timepoint, UInt256(clock)])
    case .clockOutOfRange(let clock, let bits):
      .custom(
        "SafeCastOverflowedUintDowncast(uint8,uint256)",
        [UInt256(UInt64(clamping: bits)), UInt256(clock)])
    case .unknownCheckpoint: .panic(0x32)
    case .exceededSafeSupply(let supply, let cap):
      .custom("ERC20ExceededSafeSupply(uint256,uint256)", [supply, cap])

    case .unsupportedToken(let token):
      .custom("ERC3156UnsupportedToken(address)", [token.slotValue])
    case .exceededMaxLoan(let max): .custom("ERC3156ExceededMaxLoan(uint256)", [max])
    case .repaymentOverflow: .overflow
    case .invalidBorrower(let borrower, because: .wrongAnswer):
      .custom("ERC3156InvalidReceiver(address)", [borrower.slotValue])
    // A call to an account without code, or of a hook that fails without data, is not caught.
    case .invalidBorrower: .empty
    case .transferCallFailed(let receiver, _):
      .custom("ERC1363InvalidReceiver(address)", [receiver.slotValue])
    case .approveCallFailed(let spender, _):
      .custom("ERC1363InvalidSpender(address)", [spender.slotValue])

    case .exceededMaxDeposit(let receiver, let assets, let max):
      .custom(
        "ERC4626ExceededMaxDeposit(address,uint256,uint256)", [receiver.slotValue, assets, max])
    case .exceededMaxMint(let receiver, let shares, let max):
      .custom("ERC4626ExceededMaxMint(address,uint256,uint256)", [receiver.slotValue, shares, max])
    case .exceededMaxWithdraw(let owner, let assets, let max):
      .custom(
        "ERC4626ExceededMaxWithdraw(address,uint256,uint256)", [owner.slotValue, assets, max])
    case .exceededMaxRedeem(let owner, let shares, let max):
      .custom("ERC4626ExceededMaxRedeem(address,uint256,uint256)", [owner.slotValue, shares, max])

    case .unknownSelector, .malformedCall, .notEnabled: .empty
    default: nil
    }
  }
}

extension Digest {
  /// The digest as a number, as a contract's storage holds it.
  var slotValue: UInt256 { UInt256(word0, word1, word2, word3) }
}
