import TensorCore

// A network of 16 hidden numbers learns a sine.
let x = Tensor.linspace(-1, 1, count: 50).unsqueezed(axis: 1)
let y = (3 * x).sin()
let (first, second) = RandomKey(seed: 1).split()
var parameters = [
  Tensor.randomNormal([1, 16], key: first), Tensor.zeros([16]),
  Tensor.randomNormal([16, 1], key: second),
]
var optimizer = Adam(learningRate: 0.03)
for step in 0...300 {
  let (loss, gradients) = try valueAndGradient(at: parameters) { p in
    Tensor.meanSquaredError((x.matmul(p[0]) + p[1]).tanh().matmul(p[2]), y)
  }
  optimizer.update(&parameters, gradients: gradients)
  if step % 100 == 0 { print("step \(step): loss \(loss)") }
}
