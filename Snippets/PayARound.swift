import ExactArithmetic
import LedgerPrimitives
import Rewards
import TensorCore

// Three stakes train one model in 6 hours instead of 9: η = 3/2. The whitepaper pays R = α·S·η
// out of a budget of 7 units, and not a unit goes missing.
let lines = try [100, 200, 300].enumerated().map { number, stake in
  RewardLineInput(
    gpu: try GPUID("gpu-\(number + 1)"), owner: .derived(fromLabel: "owner \(number + 1)"),
    model: try ModelID("digits"), lane: .training, stake: UInt256(stake), sharePPM: 1_000_000,
    eta: try EfficiencyFactor(baseDuration: 9, measuredDuration: 6))
}
let policy = try RewardPolicy(alpha: Ratio(1, 100))
let round = try Distribution.distribute(budget: 7, policy: policy, lines: lines)
for line in round.lines { print(line.gpu, "earned", line.exact, "and is paid", line.amount) }
print("payable", round.payable, "carried", round.carriedOut)

let x = Tensor([1, 2, 3])
let (value, gradients) = try valueAndGradient(at: [x]) { ($0[0] * $0[0]).sum() }
print("Σx² =", value.item(), "with the gradient", gradients[0])
