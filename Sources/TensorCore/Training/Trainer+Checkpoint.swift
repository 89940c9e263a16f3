// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Trainer {
  /// What a file says it is.
  private static var format: String { "tensorchain-trainer" }
  /// Version 1 said nothing about schedules, version 2 nothing about what else a step follows from.
  private static var versions: ClosedRange<Int> { 1...3 }

  /// Writes a checkpoint: a safetensors file with the weights and buffers under `model/`, and beside them
  /// everything that the training needs to go on with the same bits.
  ///
  /// The file is written under another name, flushed to the disk and renamed: whoever looks, also after a
  /// crash or with a full disk, finds the checkpoint that was there or the whole new one. A process that is
  /// killed meanwhile may leave the other name, `path` with numbers and `.tmp` behind it; it can be removed.
  ///
  /// - Parameter path: where it shall lie; its folder exists.
  /// - Throws: CheckpointFileError; the file at `path` is then what it was.
  /// - Complexity: O(n), n the number of bytes.
  public func save(to path: String) throws(CheckpointFileError) {
    var tensors = model.stateDictionary.map { (name: "model/\($0.key)", tensor: $0.value) }
    let paths = model.parameterPaths
    func add(_ kind: String, _ list: [Tensor]) {
      for (path, tensor) in zip(paths, list) { tensors.append(("\(kind)/\(path)", tensor)) }
    }
    var fields = CheckpointFields(file: path)
    fields.set("format", Self.format)
    fields.set("version", Self.versions.upperBound)
    fields.set("step", standing.step)
    fields.set("skips", standing.skips)
    fields.set("key", bits: key.key)
    for (name, value) in loaderSettings + rateSettings + stepSettings { fields.set(name, value) }
    if let schedule { fields.set("schedule.rate", schedule.rate(at: lastStep)) }
    fields.set("loader.epoch", loader.position.epoch)
    fields.set("loader.batch", loader.position.batch)
    fields.set("optimizer", "\(Rule.self)")
    fields.set("optimizer.step", optimizer.state.step)
    fields.set("optimizer.learningRate", optimizer.learningRate)
    for slot in optimizer.state.slots { add("optimizer/\(slot.name)", slot.tensors) }
    if let average {
      fields.set("average.step", average.step)
      add("average", average.parameters)
    }
    if let master {
      let scaler = master.scaler
      add("master", master.parameters)
      fields.set("scaler.scale", scaler.scale)
      fields.set("scaler.goodSteps", scaler.goodSteps)
      fields.set("scaler.skippedSteps", scaler.skippedSteps)
    }
    if let plateau {
      fields.set("plateau.rate", plateau.rate)
      if let best = plateau.best { fields.set("plateau.best", best) }
      fields.set("plateau.waited", plateau.waited)
      fields.set("plateau.cooling", plateau.cooling)
    }
    if let best {
      if let value = best.best { fields.set("best.value", value) }
      fields.set("best.step", best.bestStep)
      fields.set("best.waited", best.waited)
    }
    do throws(TensorFileError) {
      try Safetensors.write(tensors, metadata: fields.texts, to: path)
    } catch {
      throw .file(error)
    }
  }

  /// Goes on where a checkpoint was written, with the same bits.
  ///
  /// The trainer must have been made with the same settings: what a checkpoint has are the weights, the
  /// state of the optimizer, means, scales, random keys, the position in the data and all counters. Other
  /// settings than the recorded ones (schedule, numbers of the optimizer and its groups, clipping, means,
  /// scaler) are refused; to go on with others, set them after resuming.
  ///
  /// - Parameter path: where it lies.
  /// - Throws: CheckpointFileError, which lists all tensors that do not fit; nothing has changed then.
  /// - Complexity: O(n), n the number of bytes.
  public mutating func resume(from path: String) throws(CheckpointFileError) {
    let file: SafetensorsFile
    do throws(TensorFileError) {
      file = try SafetensorsFile(path: path)
    } catch {
      throw .file(error)
    }
    let fields = CheckpointFields(file.metadata, file: path)
    guard fields.texts["format"] == Self.format else { throw .notACheckpoint(file: path) }
    let said = try fields.text("version")
    guard let version = Int(said), Self.versions.contains(version) else {
      throw .unsupportedVersion(file: path, version: said)
    }
    var next = self
    try next.takeFields(fields, version: version)

    // What must be there, in the order in which it is listed.
    let paths = model.parameterPaths
    let wide = master?.parameters ?? model.parameters
    var expected: [(name: String, like: Tensor)] = []
    func expect(_ kind: String, _ list: [Tensor]) {
      for (path, tensor) in zip(paths, list) { expected.append(("\(kind)/\(path)", tensor)) }
    }
    for (path, tensor) in model.stateDictionary.sorted(by: { $0.key < $1.key }) {
      expected.append(("model/\(path)", tensor))
    }
    let steps = try fields.count("optimizer.step")
    var state =
      steps == 0 && !file.names.contains { $0.hasPrefix("optimizer/") }
      ? OptimizerState() : optimizer.initialState(for: wide)
    for slot in state.slots { expect("optimizer/\(slot.name)", slot.tensors) }
    let averageStep = average == nil ? 0 : try fields.count("average.step")
    if averageStep > 0 { expect("average", wide) }
    if let master { expect("master", master.parameters) }
    let found = try Self.read(file, expected, path: path)

    func list(_ kind: String) -> [Tensor] { paths.compactMap { found["\(kind)/\($0)"] } }
    next.model.visitState { entry, tensor in
      if let read = found["model/\(entry.path)"] { tensor = read }
    }
    state.step = steps
    for index in state.slots.indices {
      state.slots[index].tensors = list("optimizer/\(state.slots[index].name)")
    }
    next.optimizer.state = state
    next.average?.restore(list("average"), step: averageStep)
    if let scaler = next.master?.scaler { next.master?.restore(list("master"), scaler: scaler) }
    self = next
  }

  /// The number of the last step that was taken; 0 before the first.
  private var lastStep: Int { Swift.max(0, step - 1) }

  private mutating func takeFields(
    _ fields: CheckpointFields, version: Int
  ) throws(CheckpointFileError) {
    try fields.check("key", is: String(key.key, radix: 16))
    try fields.check("optimizer", is: "\(Rule.self)")
    for (name, value) in loaderSettings { try fields.check(name, is: value) }
    standing = (try fields.count("step"), try fields.count("skips"))
    let position = LoaderPosition(
      epoch: try fields.count("loader.epoch"), batch: try fields.count("loader.batch"))
    guard position.batch < loader.batchesPerEpoch else { throw fields.invalid("loader.batch") }
    loader.position = position
    optimizer.learningRate = try fields.double("optimizer.learningRate")
    if version >= 3 {
      for (name, value) in stepSettings { try fields.check(name, is: value) }
    }
    if version >= 2 {
      for (name, value) in rateSettings { try fields.check(name, is: value) }
      if let schedule {
        // Tells schedules apart whose descriptions do not.
        try fields.check(
          "schedule.rate", is: schedule.rate(at: lastStep), "rate of step \(lastStep)")
      }
    } else {
      try fields.check("plateau", isThere: plateau != nil, as: "plateau.rate")
      try fields.check("best", isThere: best != nil, as: "best.step")
    }
    try fields.check("master weights", isThere: master != nil, as: "scaler.scale")
    try master?.scaler.restore(fields)
    try plateau?.restore(fields)
    try best?.restore(fields)
  }

  /// Reads the tensors, after it is sure that all of them fit.
  private static func read(
    _ file: SafetensorsFile, _ expected: [(name: String, like: Tensor)], path: String
  ) throws(CheckpointFileError) -> [String: Tensor] {
    var missing: [CheckpointFileError.Entry] = []
    var mismatches: [CheckpointFileError.Mismatch] = []
    for (name, like) in expected {
      guard let info = file.info(name) else {
        missing.append(.init(name: name, shape: like.shape))
        continue
      }
      if info.shape != like.shape || info.dtype != like.dtype {
        mismatches.append(
          .init(
            name: name, expectedShape: like.shape, foundShape: info.shape,
            expectedType: like.dtype, foundType: info.dtype?.description ?? info.elements))
      }
    }
    let names = Set(expected.map(\.name))
    let extra = file.names.filter { !names.contains($0) }.sorted().map {
      CheckpointFileError.Entry(name: $0, shape: file.info($0)?.shape ?? [])
    }
    guard missing.isEmpty && extra.isEmpty && mismatches.isEmpty else {
      throw .tensors(file: path, missing: missing, extra: extra, mismatches: mismatches)
    }
    var found: [String: Tensor] = [:]
    do throws(TensorFileError) {
      for (name, _) in expected { found[name] = try file.tensor(name) }
    } catch {
      throw .file(error)
    }
    return found
  }
}

extension LossScaler {
  mutating func restore(_ fields: CheckpointFields) throws(CheckpointFileError) {
    let scale = try fields.double("scaler.scale")
    guard scale > 0 && scale.isFinite else { throw fields.invalid("scaler.scale") }
    restore(
      scale: scale, goodSteps: try fields.count("scaler.goodSteps"),
      skippedSteps: try fields.count("scaler.skippedSteps"))
  }
}

extension PlateauRate {
  mutating func restore(_ fields: CheckpointFields) throws(CheckpointFileError) {
    restore(
      rate: try fields.double("plateau.rate"),
      best: fields.has("plateau.best") ? try fields.double("plateau.best") : nil,
      waited: try fields.count("plateau.waited"), cooling: try fields.count("plateau.cooling"))
  }
}

extension BestMetric {
  mutating func restore(_ fields: CheckpointFields) throws(CheckpointFileError) {
    restore(
      best: fields.has("best.value") ? try fields.double("best.value") : nil,
      step: try fields.count("best.step"), waited: try fields.count("best.waited"))
  }
}
