import ExactArithmetic
import LedgerPrimitives
import Staking

// What unbonds can be slashed for three rounds, and evidence is good for three.
let large = try CapacityClass("gpu-80gb")
let policy = try StakingPolicy(
  minimumStake: [large: 200], unbondingDelay: 3, evidenceWindow: 3,
  slashDestination: .derived(fromLabel: "treasury"),
  faults: [.wrongResult: FaultRule(slashPPM: 100_000, jailRounds: 1)])
let gpu = try GPUID("gpu-1")
let (ada, ben) = (Address.derived(fromLabel: "ada"), Address.derived(fromLabel: "ben"))

// Round 0: Ada registers her GPU and bonds, Ben delegates to it.
var registry = StakeRegistry(policy: policy)
try registry.register(gpu: gpu, owner: ada, capacityClass: large, capacity: 8_000)
try registry.bond(gpu: gpu, amount: 1_000)
try registry.delegate(gpu: gpu, delegator: ben, amount: 500)

// What counts in a round was there at its start and at its end.
for _ in 0..<2 {
  let closed = try registry.closeRound()
  print("round", closed.round, "counts", closed.totalStake)
}

// Round 2: Ben leaves. Then it comes out that a result of round 1 was wrong: he was there then.
for case .unbondingStarted(_, _, let amount, _, let maturesIn) in try registry.undelegate(
  gpu: gpu, delegator: ben, amount: 500)
{
  print(amount, "unbond until round", maturesIn)
}
try registry.punish(gpu: gpu, fault: .wrongResult, faultRound: Round(1))
let unbonding = registry.delegation(of: ben, on: gpu)?.unbonding ?? []
print("Ada has", registry.stake(of: gpu)?.bonded ?? 0, "and Ben", unbonding.map(\.amount))

// A copy costs nothing, and a refusal says why and changes nothing.
let before = registry
do {
  try registry.withdraw(gpu: gpu, delegator: ben)
} catch {
  print("refused:", error)
}
print("unchanged:", registry == before)

// Three rounds later nothing can be slashed any more, and Ben takes out what is left.
while registry.openRound < Round(5) { try registry.closeRound() }
try registry.withdraw(gpu: gpu, delegator: ben)
let totals = registry.totals
print(
  totals.deposited, "came in:", totals.bonded, "bonded,", totals.unbonding, "unbonding,",
  totals.withdrawn, "withdrawn,", totals.slashed, "slashed")
try registry.checkInvariants()
