import Foundation
import TensorCore

// Three arms of a spiral, and a network that tells them apart.
struct SpiralModel: Layer {
  var first: Linear
  var dropout = Dropout(0.05)
  var second: Linear

  init(key: RandomKey) {
    let (a, b) = key.split()
    first = Linear(inputs: 2, outputs: 64, key: a)
    second = Linear(inputs: 64, outputs: 3, key: b)
  }

  func callAsFunction(_ x: Tensor) -> Tensor { second(dropout(first(x).relu())) }

  mutating func visitParameters(_ visit: ParameterVisitor) {
    visit("first", &first)
    visit("second", &second)
  }
}

func spiral(_ count: Int, key: RandomKey) -> TensorDataset {
  let (a, b) = key.split()
  let radius = Tensor.randomUniform([count], in: 0..<1, key: a)
  let arms = (Tensor.randomUniform([count], in: 0..<3, key: b)).floor()
  let angle = radius * 4 + arms * (2 * Double.pi / 3)
  return TensorDataset(
    inputs: .stack([radius * angle.cos(), radius * angle.sin()], axis: 1) * 2,
    targets: arms.cast(to: .int64))
}

let keys = RandomKey(seed: 1).split(into: 4)
let (learned, heldOut) = spiral(900, key: keys[0]).split(heldOut: 300)
let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
let path = folder.appending(path: "spiral.safetensors").path

// Everything that decides what a step does is said here, so that the same trainer can be made again.
func makeTrainer() -> Trainer<SpiralModel, AdamW, TensorDataset> {
  var optimizer = AdamW(learningRate: 0.02)
  optimizer.groups = [ParameterGroup("**.bias", weightDecay: 0)]
  var trainer = Trainer(
    SpiralModel(key: keys[1]), optimizer: optimizer,
    loader: DataLoader(learned, batchSize: 64, key: keys[2], dropsLast: true), key: keys[3]
  ) { model, batch in .crossEntropy(logits: model(batch.inputs), labels: batch.targets) }
  trainer.schedule = CosineRate(from: 0.02, to: 0.0002, steps: 300).warmedUp(over: 20, from: 0.05)
  trainer.clippingNorm = 1
  trainer.best = BestMetric("accuracy", .up)
  return trainer
}
func makePlan(steps: Int) -> TrainingPlan<SpiralModel> {
  TrainingPlan(
    steps: steps, evaluateEvery: 100, patience: 5, checkpointPath: path, checkpointEvery: 50
  ) { model in
    var table = ConfusionTable(classes: 3)
    table.add(logits: model(heldOut.inputs), labels: heldOut.targets)
    return ["accuracy": table.accuracy]
  }
}

// A training that is stopped in the middle of an epoch …
var trainer = makeTrainer()
try trainer.run(makePlan(steps: 150))
print("stopped before \(trainer.loader.position)")

// … goes on in another process from what is on the disk.
var resumed = makeTrainer()
try resumed.resume(from: path)
let outcome = try resumed.run(makePlan(steps: 300)) { event in
  guard case .evaluation(let step, let metrics, _) = event else { return }
  let accuracy = metrics["accuracy"] ?? 0
  print("step \(step): \(Int((100 * accuracy).rounded())) % of the held-out points")
}
print(outcome.reason)

// It has the bits of one that never stopped.
var whole = makeTrainer()
var longer = makePlan(steps: 300)
longer.checkpointPath = nil
longer.evaluateEvery = nil
longer.patience = nil
try whole.run(longer)
print(
  whole.model.stateDictionary.allSatisfy { resumed.model.stateDictionary[$0]?.bytes == $1.bytes })

// What cannot go on says where it stands, and leaves the trainer as it was.
let weight = whole.model.second.weight
whole.model.second.weight = weight * Double.infinity
do {
  try whole.advance()
} catch let error as TrainerError {
  print(error)
}
try FileManager.default.removeItem(at: folder)
