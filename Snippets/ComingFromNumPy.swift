import TensorCore

// Standardise the columns of a table, and fit a line through two of them.
let table = Tensor([[1.0, 2.1], [2.0, 3.9], [3.0, 6.2], [4.0, 7.8]])
let standard = (table - table.mean(axis: 0)) / table.standardDeviation(axes: [0])
print(standard.shape, standard.dtype, standard.mean(axis: 0).allClose(to: .zeros([2])))

let (x, y) = (table[.all, 0], table[.all, 1])
let line = Tensor.stack([x, Tensor.ones(like: x)], axis: 1).lstsq(y).solution
print("slope and intercept:", (line * 1000).round() / 1000)

// Writing to a copy leaves the original alone: tensors are values.
var clipped = table
clipped[clipped .> 4] = 4
print(clipped[2], table[2])
