import Testing
import TensorCore
@Test func smoke() throws {
  print(TensorRuntime.blasCoreName, TensorRuntime.instructionSet)
  let x = Tensor([1, 2, 3, 4], shape: [2, 2])
  let (value, gradients) = try valueAndGradient(at: [x]) { ($0[0] * $0[0]).sum() }
  print(value, gradients[0], value.item())
  print(x.matmul(x), Tensor.arange(2000).reshaped(to: [50, 40]), Tensor.eye(3))
  print(OperationCatalogue.entries.map(\.name))
  struct MLP: Module {
    var a: Linear, b: Linear
    func callAsFunction(_ x: Tensor) -> Tensor { b(a(x).tanh()) }
    mutating func visitParameters(_ visit: (String, inout Tensor) -> Void) {
      a.visitParameters(at: "a", visit)
      b.visitParameters(at: "b", visit)
    }
  }
  let k = RandomKey(seed: 1).split()
  var m = MLP(
    a: Linear(inputs: 2, outputs: 8, key: k.0), b: Linear(inputs: 8, outputs: 2, key: k.1))
  var adam = Adam(learningRate: 0.05)
  let data = Tensor([[0, 0], [0, 1], [1, 0], [1, 1]])
  for step in 0..<100 {
    let (loss, g) = try valueAndGradient(at: m) {
      .crossEntropy(logits: $0(data), labels: [0, 1, 1, 0])
    }
    adam.update(&m, gradients: g)
    if step % 20 == 0 { print(loss) }
  }
  print(m(data).argmax(), TensorRuntime.poolStatistics)
}
