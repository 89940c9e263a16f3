// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Why a token refuses an operation. The state is then exactly as before.
///
/// The first six are the errors of EIP-6093 (https://eips.ethereum.org/EIPS/eip-6093), with the
/// same values in the same order; ``revertData(in:during:)`` gives the bytes a contract of each
/// dialect answers with.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum LedgerError: Error, Hashable, Sendable {
  /// `sender` holds `balance`, less than the `needed` units.
  case insufficientBalance(sender: Address, balance: UInt256, needed: UInt256)
  /// Units cannot leave this address.
  case invalidSender(Address)
  /// Units cannot go to this address.
  case invalidReceiver(Address)
  /// `spender` may spend `allowance`, less than the `needed` units.
  case insufficientAllowance(spender: Address, allowance: UInt256, needed: UInt256)
  /// This address cannot allow another to spend.
  case invalidApprover(Address)
  /// This address cannot be allowed to spend.
  case invalidSpender(Address)

  // Supply and allowances.
  /// Minting `value` on top of `supply` exceeds 256 bits.
  case supplyOverflow(supply: UInt256, value: UInt256)
  /// Minting would lead to `supply`, more than `cap`.
  case exceededCap(supply: UInt256, cap: UInt256)
  /// A cap of nothing.
  case invalidCap(UInt256)
  /// Minting or burning nothing, where that is refused.
  case emptyAmount
  /// Raising `allowance` by `added` exceeds 256 bits.
  case allowanceOverflow(spender: Address, allowance: UInt256, added: UInt256)
  /// Lowering `allowance` by `removed` goes below nothing.
  case allowanceUnderflow(spender: Address, allowance: UInt256, removed: UInt256)
  /// Pending transfers hold `held` of the `balance`; less than `needed` is left.
  case insufficientSpendable(
    sender: Address, balance: UInt256, held: UInt256, needed: UInt256)

  // Pause, blocklist, access.
  /// The token is paused.
  case enforcedPause
  /// The token is not paused.
  case expectedPause
  /// The account is blocked.
  case blocked(Address)
  /// The caller lacks the role.
  case missingRole(account: Address, role: Digest)
  /// The caller renounces for another.
  case badConfirmation
  /// The caller is not the owner.
  case notOwner(Address)
  /// The caller was not offered the ownership.
  case notPendingOwner(Address)
  /// This address cannot become owner.
  case invalidOwner(Address)
  /// The caller is not a minter.
  case notMinter(Address)
  /// This address cannot become minter.
  case invalidMinter(Address)
  /// The owner is a minter always.
  case minterIsOwner(Address)
  /// The minter may mint `allowance`, less than the `needed` units.
  case minterAllowanceExceeded(minter: Address, allowance: UInt256, needed: UInt256)
  /// The caller does not hold the office.
  case notInOffice(FiatTokenOffice, caller: Address)
  /// This address cannot hold the office.
  case invalidOfficeHolder(FiatTokenOffice, Address)

  // Signatures.
  /// No recoverer was given, so no signature can be checked.
  case signaturesNotSupported
  /// The permit was good until `deadline`.
  case permitExpired(deadline: UInt256, now: UInt64)
  /// `signer` signed where `owner` had to.
  case invalidSigner(signer: Address, owner: Address)
  /// The next nonce is `current`.
  case invalidNonce(account: Address, current: UInt256)
  /// The signature is of nobody.
  case invalidSignature
  /// The signature's s is in the upper half of the curve's order.
  case highS(UInt256)
  /// The signature's v is neither 27 nor 28.
  case invalidV(UInt8)
  /// A signature of so many bytes.
  case invalidSignatureLength(Int)
  /// The authorization is good after `validAfter`.
  case authorizationNotYetValid(validAfter: UInt256, validBefore: UInt256, now: UInt64)
  /// The authorization was good before `validBefore`.
  case authorizationExpired(validAfter: UInt256, validBefore: UInt256, now: UInt64)
  /// The authorization was used or cancelled.
  case authorizationUsed(authorizer: Address, nonce: Digest)
  /// Only the payee may use this authorization.
  case callerIsNotPayee(caller: Address, payee: Address)
  /// The delegation was good until `expiry`.
  case votesSignatureExpired(expiry: UInt256, now: UInt64)

  // Votes and snapshots.
  /// Votes of `timepoint` are not settled while the clock shows `clock`.
  case futureLookup(timepoint: UInt256, clock: UInt64)
  /// Minting would lead to `supply`, more than votes can count.
  case exceededSafeSupply(supply: UInt256, cap: UInt256)
  /// Checkpoints keep `bits` bits of the clock, which shows `clock`.
  case clockOutOfRange(clock: UInt64, bits: Int)
  /// `account` has no checkpoint of that index.
  case unknownCheckpoint(account: Address, index: UInt256)
  /// There is no snapshot of that number.
  case unknownSnapshot(UInt256)

  // Calls to receivers.
  /// Flash loans are of this token only.
  case unsupportedToken(Address)
  /// A flash loan may be at most this.
  case exceededMaxLoan(UInt256)
  /// The loan and its fee exceed 256 bits together.
  case repaymentOverflow(amount: UInt256, fee: UInt256)
  /// The borrower has no hook or did not answer as agreed.
  case invalidBorrower(Address, because: ReceiverFailure)
  /// The receiver of a transfer has no hook or did not answer as agreed.
  case transferCallFailed(receiver: Address, because: ReceiverFailure)
  /// The spender has no hook or did not answer as agreed.
  case approveCallFailed(spender: Address, because: ReceiverFailure)
  /// A receiver's code refused, with these bytes.
  case receiverReverted([UInt8])

  // Vaults.
  /// More `assets` than `receiver` may deposit.
  case exceededMaxDeposit(receiver: Address, assets: UInt256, max: UInt256)
  /// More `shares` than `receiver` may mint.
  case exceededMaxMint(receiver: Address, shares: UInt256, max: UInt256)
  /// More `assets` than `owner` may withdraw.
  case exceededMaxWithdraw(owner: Address, assets: UInt256, max: UInt256)
  /// More `shares` than `owner` may redeem.
  case exceededMaxRedeem(owner: Address, shares: UInt256, max: UInt256)
  /// Assets and shares do not convert within 256 bits.
  case conversionOverflow(amount: UInt256)
  /// All assets or all shares exceed 256 bits together with the virtual ones.
  case virtualTotalOverflow(total: UInt256, virtual: UInt256)
  /// Another token was given than the vault's asset.
  case wrongAsset(Address, expected: Address)
  /// A vault cannot be founded so.
  case invalidVault(String)
  /// The price moved further than the caller accepts.
  case slippage(got: UInt256, limit: UInt256)

  // Blocks.
  /// The block lies before the present one.
  case blockGoesBack(Block, current: Block)
  /// The block's past is not kept.
  case blockForgotten(UInt64, oldest: UInt64)
  /// The block has not come yet.
  case blockInFuture(UInt64, current: UInt64)

  // Calls and the machine.
  /// The token was deployed without this ability.
  case notEnabled(String)
  /// No function of the token has these first four bytes.
  case unknownSelector([UInt8])
  /// The arguments do not decode.
  case malformedCall(ABICodingError)
  /// A token was already deployed at this address.
  case alreadyDeployed(Address)
  /// An operation came before the token was deployed.
  case notDeployed
  /// Two numbers of the books that must agree do not: the state is not one this library made.
  case brokenInvariant(rule: String, left: String, right: String)
}

/// The offices of FiatToken that a caller may lack.
@nonexhaustive
public enum FiatTokenOffice: String, Sendable, Hashable, Codable, CaseIterable {
  /// Names the other offices.
  case owner
  /// Names minters.
  case masterMinter
  /// Pauses.
  case pauser
  /// Blocks accounts.
  case blocklister
  /// Would fetch other tokens sent to the contract; of no use here, where no others are known.
  case rescuer
}
