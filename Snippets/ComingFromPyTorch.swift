import TensorCore

// Learn XOR: the parameters are values, and a gradient is asked for where it is needed.
struct Perceptron: Layer {
  var hidden: Linear
  var output: Linear

  func callAsFunction(_ x: Tensor) -> Tensor { output(hidden(x).tanh()) }

  mutating func visitParameters(_ visit: ParameterVisitor) {
    visit("hidden", &hidden)
    visit("output", &output)
  }
}

let inputs: Tensor = [[0, 0], [0, 1], [1, 0], [1, 1]]
let targets: Tensor = [[0], [1], [1], [0]]
let (first, second) = RandomKey(seed: 1).split()
var model = Perceptron(
  hidden: Linear(inputs: 2, outputs: 8, key: first),
  output: Linear(inputs: 8, outputs: 1, key: second))
var optimizer = Adam(learningRate: 0.05)
for _ in 0..<200 {
  let (_, gradients) = try valueAndGradient(at: model) {
    Tensor.binaryCrossEntropy(logits: $0(inputs), targets: targets)
  }
  optimizer.update(&model, gradients: gradients)
}
print(model(inputs).sigmoid().round().flattened())
