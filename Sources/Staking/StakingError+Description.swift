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
