// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives

extension StakingError: CustomStringConvertible {
  /// One sentence with the values.
  public var description: String {
    switch self {
    case .invalidCapacityClass(let name):
      "\"\(name)\" is no capacity class: 1 to 32 of a–z, 0–9, . and - make one."
    case .noCapacityClass:
      "The policy names no capacity class."
    case .minimumStakeOutOfRange(let capacityClass, let minimum):
      "The minimum stake \(minimum) of class \(capacityClass) is not from 1 to "
        + "\(StakeRegistry.maximumStake)."
    case .evidenceWindowIsZero:
      "The evidence window is zero rounds: no fault could ever be shown."
    case .unbondingDelayTooShort(let delay, let window):
      "Stake would unbond in \(delay) rounds, before the evidence window of \(window) ends."
    case .slashDestinationIsZero:
      "Slashed units would go to the zero address."
    case .ruleOutOfRange(let name, let value, let allowed):
      "The \(name) is \(value), not from \(allowed.lowerBound) to \(allowed.upperBound)."
    case .minimumDelegationOutOfRange(let minimum):
      "The minimum delegation \(minimum) is not from 1 to \(StakeRegistry.maximumStake)."
    case .boostsNotAscending(let boost, let next):
      "A lock of \(next.rounds) rounds for \(next.boostPPM) parts per million cannot follow one of "
        + "\(boost.rounds) for \(boost.boostPPM)."
    case .churn(let error):
      "\(error)"
    case .unknownGPU(let gpu):
      "GPU \(gpu) is not registered."
    case .alreadyRegistered(let gpu, let owner):
      "GPU \(gpu) is registered already, by \(owner)."
    case .unknownCapacityClass(let capacityClass, let gpu):
      "GPU \(gpu) asks for class \(capacityClass), which the policy does not know."
    case .capacityIsZero(let gpu):
      "GPU \(gpu) has a benchmarked capacity of zero."
    case .ownerIsZero(let gpu):
      "GPU \(gpu) would belong to the zero address."
    case .ownsNothing(let owner):
      "\(owner) owns no GPU."
    case .jailed(let gpu, let until):
      "GPU \(gpu) is in jail until round \(until)."
    case .notJailed(let gpu):
      "GPU \(gpu) is not in jail."
    case .tombstoned(let gpu):
      "GPU \(gpu) is shut out for good."
    case .nothingBonded(let gpu):
      "The owner of GPU \(gpu) has nothing bonded on it."
    case .delegatorIsZero(let gpu):
      "The zero address cannot delegate to GPU \(gpu)."
    case .delegatorIsOwner(let gpu):
      "The owner of GPU \(gpu) bonds on it and does not delegate to it."
    case .belowMinimumDelegation(let gpu, let amount, let minimum):
      "A delegation of \(amount) to GPU \(gpu) is below the minimum of \(minimum)."
    case .insufficientDelegation(let gpu, let delegator, let worth, let asked):
      "The delegation of \(delegator) to GPU \(gpu) is worth \(worth), \(asked) were asked for."
    case .sameGPU(let gpu):
      "Stake cannot move from GPU \(gpu) to itself."
    case .notTheSameOwner(let source, let destination):
      "GPUs \(source) and \(destination) belong to two owners."
    case .movedInLately(let gpu, let delegator, let until):
      "Stake of \(delegator) moved to GPU \(gpu) lately and cannot move on before round \(until)."
    case .commissionAboveCap(let gpu, let asked, let cap):
      "A commission of \(asked) parts per million for GPU \(gpu) is above the cap of \(cap)."
    case .commissionStepTooLarge(let gpu, let current, let asked, let step):
      "The commission of GPU \(gpu) cannot go from \(current) to \(asked) parts per million: a step is "
        + "at most \(step)."
    case .commissionOnItsWay(let gpu, let from):
      "The commission of GPU \(gpu) changes in round \(from): no other change is taken until then."
    case .locked(let gpu, let until):
      "The stake on GPU \(gpu) is locked until round \(until)."
    case .notLocked(let gpu):
      "The stake on GPU \(gpu) is not locked."
    case .lockTooShort(let gpu, let rounds, let shortest?):
      "A lock of \(rounds) rounds on GPU \(gpu) is too short: the shortest is \(shortest)."
    case .lockTooShort(let gpu, _, nil):
      "Nothing can be locked on GPU \(gpu): the policy has no locks."
    case .lockNotExtended(let gpu, let until, let asked):
      "The lock on GPU \(gpu) ends in round \(until): round \(asked) is no extension."
    case .boostWouldFall(let gpu, let current, let resulting):
      "The boost of GPU \(gpu) would fall from \(current) to \(resulting) parts per million."
    case .earlyExitForbidden(let gpu, let until):
      "The lock on GPU \(gpu) cannot be left before round \(until)."
    case .amountIsZero(let gpu):
      "The amount for GPU \(gpu) is zero."
    case .belowMinimum(let gpu, let resulting, let minimum):
      "GPU \(gpu) would have \(resulting) bonded, below its minimum of \(minimum)."
    case .aboveMaximum(let gpu, let resulting, let maximum):
      "GPU \(gpu) would hold \(resulting), above \(maximum)."
    case .insufficientBond(let gpu, let bonded, let asked):
      "GPU \(gpu) has \(bonded) bonded, \(asked) were asked for."
    case .noUnbonding(let gpu, let round):
      "Nothing of GPU \(gpu) began to unbond in round \(round)."
    case .insufficientUnbonding(let gpu, let round, let unbonding, let asked):
      "GPU \(gpu) has \(unbonding) unbonding from round \(round), \(asked) were asked for."
    case .nothingMatured(let gpu, let open, let next?):
      "Nothing of GPU \(gpu) has matured in round \(open); "
        + "the next entry does in round \(next)."
    case .nothingMatured(let gpu, let open, nil):
      "Nothing of GPU \(gpu) has matured in round \(open), and nothing is unbonding."
    case .slashFractionOutOfRange(let gpu, let partsPerMillion):
      "GPU \(gpu) cannot lose \(partsPerMillion) parts per million: 1 to 1000000 can be slashed."
    case .faultInTheFuture(let gpu, let fault, let open):
      "GPU \(gpu) cannot be at fault in round \(fault): round \(open) is open."
    case .evidenceTooOld(let gpu, let fault, let open, let window):
      "Evidence against GPU \(gpu) for round \(fault) comes too late in round "
        + "\(open): the window is \(window) rounds."
    case .alreadySlashed(let gpu, let fault, let round):
      "GPU \(gpu) has been slashed for \(fault) in round \(round) already."
    case .nothingAtRisk(let gpu, let fault):
      "GPU \(gpu) holds nothing that was at risk in round \(fault)."
    case .ownerHasNothingAtRisk(let owner, let fault):
      "No GPU of \(owner) holds anything that was at risk in round \(fault) and was not slashed for it."
    case .livenessNotWatched(let gpu):
      "The policy does not watch whether GPU \(gpu) is present."
    case .liveness(let gpu, let error):
      "The presence of GPU \(gpu) cannot be taken down: \(error)"
    case .alreadyRated(let gpu, let round):
      "The quality of GPU \(gpu) in round \(round) has been taken down."
    case .noRule(let fault):
      "The policy has no rule for \(fault)."
    case .notTheOpenRound(let asked, let open):
      "Round \(asked) cannot close: round \(open) is open."
    case .roundNotClosed(let asked, let open):
      "Round \(asked) is not closed: round \(open) is open."
    case .roundsExhausted(let round):
      "There is no round after \(round)."
    case .notOpened:
      "No staking registry has been opened."
    case .alreadyOpened:
      "The staking registry is open already."
    case .unreadableRecord(let error):
      "The staking record cannot be read: \(error)"
    case .arithmetic(let error):
      "\(error)"
    case .invariantBroken(let invariant):
      "\(invariant)"
    }
  }
}
