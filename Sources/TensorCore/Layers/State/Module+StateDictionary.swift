// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Module {
  /// All parameters, frozen or not, and buffers, by path: PyTorch's names for PyTorch's layers.
  ///
  /// - Complexity: O(number of tensors); elements are shared.
  public var stateDictionary: [String: Tensor] {
    var copy = self
    var dictionary: [String: Tensor] = [:]
    copy.visitState { entry, tensor in
      let other = dictionary.updateValue(tensor.detached(), forKey: entry.path)
      precondition(other == nil, "two tensors of the module have the path \(entry.path)")
    }
    return dictionary
  }

  /// Sets all parameters and buffers.
  ///
  /// Each keeps its element type: floating-point numbers of another type are converted, as PyTorch does.
  ///
  /// - Parameters:
  ///   - dictionary: a tensor for each path.
  ///   - allowsMissing: whether a tensor may be lacking; the module's then stays as it is.
  ///   - allowsExtra: whether there may be tensors that the module has no place for.
  ///   - name: the module's path for a name of the dictionary, `nil` for one that is to be left out:
  ///     `{ $0.hasPrefix("model.") ? String($0.dropFirst(6)) : nil }`.
  /// - Throws: an error that lists every tensor that is missing, extra or misshapen; nothing has changed
  ///   then.
  /// - Complexity: O(number of tensors), and of the elements that are converted.
  public mutating func load(
    stateDictionary dictionary: [String: Tensor], allowsMissing: Bool = false,
    allowsExtra: Bool = false, renaming name: (String) -> String? = { $0 }
  ) throws(StateDictionaryError) {
    var error = StateDictionaryError()
    var byPath: [String: (name: String, tensor: Tensor)] = [:]
    for (found, tensor) in dictionary.sorted(by: { $0.key < $1.key }) {
      guard let path = name(found) else { continue }
      if byPath.updateValue((found, tensor), forKey: path) != nil { error.ambiguous.append(path) }
    }
    var unused = Dictionary(uniqueKeysWithValues: byPath.values.map { ($0.name, $0.tensor) })
    var copy = self
    copy.visitState { entry, tensor in
      let found = byPath[entry.path]
      if let found { unused[found.name] = nil } else if allowsMissing { return }
      _ = error.check(found?.tensor, for: entry.path, shape: tensor.shape, dtype: tensor.dtype)
    }
    try error.throwIfAny(unused: allowsExtra ? [:] : unused, used: [])
    visitState { entry, tensor in
      if let found = byPath[entry.path] { tensor = found.tensor.detached().cast(to: tensor.dtype) }
    }
  }
}
