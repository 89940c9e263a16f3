import Foundation
import TensorCore

// Names and tensors, and texts beside them.
let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
let path = folder.appending(path: "model.safetensors").path
let weight = Tensor.linspace(-1, 1, count: 4 * 32).reshaped(to: [4, 32])
try Safetensors.write(["weight": weight, "bias": .ones([4])], metadata: ["step": "12"], to: path)

let file = try SafetensorsFile(path: path)
print(file.names, file.metadata["step"] ?? "", try file.tensor("weight").shape)

// Weights of four bits, multiplied as they are.
var packed = GGUFWriter(architecture: "example")
packed.add("weight", try QuantizedTensor(quantizing: weight, as: .q4_0))
let model = try GGUFFile(bytes: packed.bytes())
let weights = try model.quantized("weight")
print(weights.format, weights.byteCount, "bytes for", weights.count, "weights")
let x = Tensor.ones([1, 32])
let y = x.matmul(transposed: weights)
print(y.bytes == x.matmul(weights.dequantized().transposed()).bytes)

// What is wrong with a file is said before memory is taken.
do throws(TensorFileError) {
  _ = try SafetensorsFile(bytes: [255, 255, 255, 255, 255, 255, 255, 127])
} catch {
  print(error)
}
try FileManager.default.removeItem(at: folder)
