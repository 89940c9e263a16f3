// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension LedgerError: CustomStringConvertible {
  /// One sentence with the values.
  public var description: String {
    switch self {
    case .insufficientBalance(let sender, let balance, let needed):
      "\(sender) holds \(balance) and needs \(needed)."
    case .invalidSender(let address): "\(address) cannot send."
    case .invalidReceiver(let address): "\(address) cannot receive."
    case .insufficientAllowance(let spender, let allowance, let needed):
      "\(spender) may spend \(allowance) and needs \(needed)."
    case .invalidApprover(let address): "\(address) cannot approve."
    case .invalidSpender(let address): "\(address) cannot be approved."

    case .supplyOverflow(let supply, let value):
      "Minting \(value) on top of \(supply) does not fit into 256 bits."
    case .exceededCap(let supply, let cap): "A supply of \(supply) exceeds the cap of \(cap)."
    case .invalidCap(let cap): "A cap of \(cap) allows no unit."
    case .emptyAmount: "Nothing is minted or burned by an amount of 0."
    case .allowanceOverflow(let spender, let allowance, let added):
      "\(spender) may spend \(allowance); \(added) more do not fit into 256 bits."
    case .allowanceUnderflow(let spender, let allowance, let removed):
      "\(spender) may spend \(allowance), \(removed) less is below nothing."
    case .insufficientSpendable(let sender, let balance, let held, let needed):
      "\(sender) holds \(balance), of which \(held) are held, and needs \(needed)."

    case .enforcedPause: "The token is paused."
    case .expectedPause: "The token is not paused."
    case .blocked(let account): "\(account) is blocked."
    case .missingRole(let account, let role): "\(account) lacks the role \(role)."
    case .badConfirmation: "A role is renounced by who has it."
    case .notOwner(let account): "\(account) is not the owner."
    case .notPendingOwner(let account): "\(account) was not offered the ownership."
    case .invalidOwner(let account): "\(account) cannot be the owner."
    case .notMinter(let account): "\(account) is not a minter."
    case .invalidMinter(let account): "\(account) cannot be a minter."
    case .minterIsOwner(let account): "\(account) is the owner, who is a minter always."
    case .minterAllowanceExceeded(let minter, let allowance, let needed):
      "\(minter) may mint \(allowance) and needs \(needed)."
    case .notInOffice(let office, let caller): "\(caller) does not hold the office \(office)."
    case .invalidOfficeHolder(let office, let account):
      "\(account) cannot hold the office \(office)."

    case .signaturesNotSupported: "No signature can be checked without a recoverer."
    case .permitExpired(let deadline, let now):
      "The permit was good until second \(deadline); it is second \(now)."
    case .invalidSigner(let signer, let owner): "\(signer) signed where \(owner) had to."
    case .invalidNonce(let account, let current): "The next nonce of \(account) is \(current)."
    case .invalidSignature: "The signature is of nobody."
    case .highS(let s): "The signature's s of \(s) is in the upper half of the curve's order."
    case .invalidV(let v): "The signature's v is \(v), not 27 or 28."
    case .invalidSignatureLength(let count): "A signature has 65 bytes, not \(count)."
    case .authorizationNotYetValid(let validAfter, _, let now):
      "The authorization is good after second \(validAfter); it is second \(now)."
    case .authorizationExpired(_, let validBefore, let now):
      "The authorization was good before second \(validBefore); it is second \(now)."
    case .authorizationUsed(let authorizer, let nonce):
      "The authorization \(nonce) of \(authorizer) was used or cancelled."
    case .callerIsNotPayee(let caller, let payee):
      "\(caller) cannot use an authorization for \(payee)."
    case .votesSignatureExpired(let expiry, let now):
      "The delegation was good until second \(expiry); it is second \(now)."

    case .futureLookup(let timepoint, let clock):
      "Votes of \(timepoint) are not settled while the clock shows \(clock)."
    case .exceededSafeSupply(let supply, let cap):
      "A supply of \(supply) exceeds \(cap), the most that votes can count."
    case .clockOutOfRange(let clock, let bits):
      "The clock shows \(clock), beyond the \(bits) bits of a checkpoint."
    case .unknownCheckpoint(let account, let index):
      "\(account) has no checkpoint \(index)."
    case .unknownSnapshot(let id): "There is no snapshot \(id)."

    case .unsupportedToken(let token): "\(token) is not lent here."
    case .exceededMaxLoan(let max): "A flash loan may be at most \(max)."
    case .repaymentOverflow(let amount, let fee):
      "A loan of \(amount) and its fee of \(fee) do not fit into 256 bits."
    case .invalidBorrower(let borrower, let failure):
      "\(borrower) cannot borrow: \(failure)."
    case .transferCallFailed(let receiver, let failure):
      "\(receiver) did not accept the transfer: \(failure)."
    case .approveCallFailed(let spender, let failure):
      "\(spender) did not accept the approval: \(failure)."
    case .receiverReverted(let data): "A receiver refused with \(data.count) bytes."

    case .exceededMaxDeposit(let receiver, let assets, let max):
      "\(receiver) may deposit \(max), not \(assets)."
    case .exceededMaxMint(let receiver, let shares, let max):
      "\(receiver) may mint \(max) shares, not \(shares)."
    case .exceededMaxWithdraw(let owner, let assets, let max):
      "\(owner) may withdraw \(max), not \(assets)."
    case .exceededMaxRedeem(let owner, let shares, let max):
      "\(owner) may redeem \(max) shares, not \(shares)."
    case .conversionOverflow(let amount): "\(amount) does not convert within 256 bits."
    case .virtualTotalOverflow(let total, let virtual):
      "\(total) and \(virtual) virtual units do not fit into 256 bits."
    case .wrongAsset(let token, let expected):
      "The vault holds \(expected), not \(token)."
    case .invalidVault(let reason): "There can be no such vault: \(reason)."
    case .slippage(let got, let limit): "\(got) came out, beyond the limit of \(limit)."

    case .blockGoesBack(let block, let current): "\(block) lies before \(current)."
    case .blockForgotten(let number, let oldest):
      "Block \(number) is not kept any more; the oldest is \(oldest)."
    case .blockInFuture(let number, let current):
      "Block \(number) has not come yet; the present one is \(current)."

    case .notEnabled(let ability): "The token was deployed without \(ability)."
    case .unknownSelector(let bytes): "No function has the selector \(bytes)."
    case .malformedCall(let reason): "The call does not decode: \(reason)."
    case .alreadyDeployed(let address): "The token \(address) is deployed already."
    case .notDeployed: "No token is deployed."
    case .brokenInvariant(let rule, let left, let right):
      "The books are broken: \(rule), but \(left) is not \(right)."
    }
  }
}
