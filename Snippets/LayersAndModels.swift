import TensorCore

// Is a point inside a ring? A model of layers, with one visit for everything.
struct RingModel: Layer {
  var input: Linear
  var norm = BatchNorm(channels: 32)
  var dropout = Dropout(0.1)
  var output: Linear

  init(key: RandomKey) {
    input = Linear(inputs: 2, outputs: 32, key: key.child(1))
    output = Linear(inputs: 32, outputs: 2, key: key.child(2))
  }

  func callAsFunction(_ x: Tensor) -> Tensor { output(dropout(norm(input(x)).relu())) }

  mutating func visitParameters(_ visit: ParameterVisitor) {
    visit("input", &input)
    visit("norm", &norm)
    visit("output", &output)
  }
}

let key = RandomKey(seed: 1)
func ring(_ radius: Double) -> (points: Tensor, labels: Tensor) {
  let points = Tensor.randomUniform([512, 2], in: -1..<1, key: key.child(3))
  let labels = (points.square().sum(axis: 1).sqrt() .< radius).cast(to: .int64)
  return (points, labels)
}
func accuracy(_ model: RingModel, _ radius: Double) -> String {
  let (points, labels) = ring(radius)
  let right = (model(points).argmax(axis: 1) .== labels).cast(to: .float32).mean().item()
  return "\(Int((100 * right).rounded())) %"
}
func train(_ model: inout RingModel, radius: Double, steps: UInt64) throws {
  let (points, labels) = ring(radius)
  var optimizer = Adam(learningRate: 0.02)
  for step in 0..<steps {
    // In training dropout drops and batch norms normalise by the batch; everywhere else they do not.
    let (_, gradients) = try valueAndGradient(training: &model, key: key.child(5).child(step)) {
      .crossEntropy(logits: $0(points), labels: labels)
    }
    optimizer.update(&model, gradients: gradients)
  }
}

var model = RingModel(key: key.child(0))
try train(&model, radius: 0.8, steps: 150)
print("ring of 0.8: \(accuracy(model, 0.8)); ring of 0.6: \(accuracy(model, 0.6))")

// Adapt it to another ring with adapters alone, save these, and merge them.
let saved = model.stateDictionary
model.injectAdapters(into: ["input", "output"], rank: 2, key: key.child(4))
try train(&model, radius: 0.6, steps: 150)
print("ring of 0.6 with adapters: \(accuracy(model, 0.6))")
print(model.summary())
let small = model.adapterStateDictionary
model.mergeAdapters()
print("merged: \(accuracy(model, 0.6)), \(small.count) tensors in the adapters")

// A state that does not fit says all that is wrong, and changes nothing.
var broken = saved
broken["input.bias"] = nil
broken["output.weight"] = .zeros([3, 32])
do {
  try model.load(stateDictionary: broken)
} catch {
  print(error)
}
