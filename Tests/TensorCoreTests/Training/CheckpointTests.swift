// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import TensorCore

@Suite struct CheckpointTests {
  private let folder: Program.Folder
  private var path: String { folder.path + "/checkpoint.safetensors" }

  init() throws { folder = try Program.Folder() }

  // MARK: Resuming

  @Test func aResumedTrainingHasTheBitsOfOneThatNeverStopped() throws {
    let total = 17
    var whole = SmallTraining.trainer()
    try whole.run(SmallTraining.plan(total))
    let expected = SmallTraining.bits(whole)
    for stop in [0, 1, 2, 3, 4, 7, 11, 16, 17] {
      var first = SmallTraining.trainer()
      try first.save(to: path)
      try first.run(SmallTraining.plan(total, path: path), stopAfter: stop)
      var second = SmallTraining.trainer()
      second.model = SmallModel(key: RandomKey(seed: 999))
      try second.resume(from: path)
      #expect(SmallTraining.bits(second) == SmallTraining.bits(first), "stopped at \(stop)")
      try second.run(SmallTraining.plan(total))
      #expect(SmallTraining.bits(second) == expected, "stopped at \(stop)")
    }
  }

  @Test func aResumedTrainingInNarrowTypesHasTheSameBits() throws {
    func fresh() -> Trainer<SmallModel, SGD, TensorDataset> {
      var model = SmallModel(key: RandomKey(seed: 1))
      model.visitState { entry, tensor in
        if entry.kind != .buffer { tensor = tensor.cast(to: .float16) }
      }
      var trainer = Trainer(
        model, optimizer: SGD(learningRate: 0.05, momentum: 0.9),
        loader: DataLoader(SmallTraining.data, batchSize: 8, key: RandomKey(seed: 5))
      ) { model, batch in
        .crossEntropy(logits: model(batch.inputs.cast(to: .float16)), labels: batch.targets)
      }
      trainer.master = MasterWeights(of: model, scaler: LossScaler(scale: 0x1p24, interval: 4))
      trainer.schedule = CosineRate(from: 0.05, steps: 30)
      trainer.average = WeightAverage(decay: 0.8, warmsUp: true)
      return trainer
    }
    var whole = fresh()
    for _ in 0..<24 { try whole.advance() }
    for stop in [1, 5, 12, 23] {
      var first = fresh()
      for _ in 0..<stop { try first.advance() }
      try first.save(to: path)
      var second = fresh()
      try second.resume(from: path)
      for _ in stop..<24 { try second.advance() }
      #expect(SmallTraining.bits(second) == SmallTraining.bits(whole), "stopped at \(stop)")
    }
  }

  /// Another process, which begins with nothing but the file.
  @Test func anotherProcessGoesOnWithTheSameBits() async throws {
    let file = NSTemporaryDirectory() + "tensorchain-resume-\(getpid())"
    defer { try? FileManager.default.removeItem(atPath: file) }
    var whole = SmallTraining.trainer()
    try whole.run(SmallTraining.plan(12))
    var first = SmallTraining.trainer()
    try first.run(SmallTraining.plan(12, path: file), stopAfter: 5)
    await #expect(processExitsWith: .success) {
      let file = NSTemporaryDirectory() + "tensorchain-resume-\(getppid())"
      var second = SmallTraining.trainer()
      try second.resume(from: file)
      try second.run(SmallTraining.plan(12))
      try second.save(to: file)
    }
    var second = SmallTraining.trainer()
    try second.resume(from: file)
    #expect(second.step == 12)
    #expect(SmallTraining.bits(second) == SmallTraining.bits(whole))
  }

  // MARK: What does not fit

  private func error(_ trainer: SmallTraining.AdamTrainer, _ path: String? = nil)
    -> CheckpointFileError?
  {
    var trainer = trainer
    let before = SmallTraining.bits(trainer)
    do {
      try trainer.resume(from: path ?? self.path)
      return nil
    } catch {
      #expect(SmallTraining.bits(trainer) == before)
      return error
    }
  }

  @Test func tensorsThatDoNotFitAreAllListed() throws {
    var trainer = SmallTraining.trainer()
    for _ in 0..<2 { try trainer.advance() }
    try trainer.save(to: path)
    #expect(error(SmallTraining.trainer()) == nil)
    guard
      case .tensors(_, let missing, let extra, let mismatches)? =
        error(SmallTraining.trainer(hidden: 9))
    else {
      Issue.record("another model was taken")
      return
    }
    #expect(missing.isEmpty && extra.isEmpty)
    // Of four parameters that depend on the width, and of two buffers: weights, three slots, a mean.
    #expect(mismatches.count == 5 * 5 + 2)
    #expect(
      mismatches.contains(
        .init(
          name: "model/first.weight", expectedShape: [9, 4], foundShape: [8, 4],
          expectedType: .float32, foundType: "float32")))

    // Damage the file: one missing, one extra, one of another type, each alone and then together.
    let file = try SafetensorsFile(path: path)
    var tensors = Dictionary(
      uniqueKeysWithValues: try file.names.map { ($0, try file.tensor($0)) })
    for change in [
      ("model/second.bias", nil), ("model/third", Tensor.zeros([2, 2])),
      ("average/second.bias", .zeros([3], dtype: .float64)),
    ] as [(String, Tensor?)] {
      var changed = tensors
      changed[change.0] = change.1
      try Safetensors.write(changed, metadata: file.metadata, to: path)
      guard
        case .tensors(_, let missing, let extra, let mismatches)? = error(SmallTraining.trainer())
      else {
        Issue.record("\(change.0) was taken")
        continue
      }
      #expect(missing.count + extra.count + mismatches.count == 1)
    }
    tensors["model/second.bias"] = nil
    tensors["model/third"] = .zeros([2, 2])
    tensors["average/second.bias"] = .zeros([3], dtype: .float64)
    try Safetensors.write(tensors, metadata: file.metadata, to: path)
    let found = error(SmallTraining.trainer())
    #expect(
      found
        == .tensors(
          file: path, missing: [.init(name: "model/second.bias", shape: [3])],
          extra: [.init(name: "model/third", shape: [2, 2])],
          mismatches: [
            .init(
              name: "average/second.bias", expectedShape: [3], foundShape: [3],
              expectedType: .float32, foundType: "float64")
          ]))
    #expect(
      found?.description == """
        \(path): the tensors do not fit:
          missing model/second.bias: expected [3]
          extra model/third: found [2, 2]
          average/second.bias: expected [3] of float32, found [3] of float64
        """)
  }

  @Test func otherSettingsAndDamagedFieldsThrow() throws {
    var trainer = SmallTraining.trainer()
    try trainer.advance()
    try trainer.save(to: path)
    #expect(
      error(SmallTraining.trainer(batchSize: 5))
        == .otherSetting(file: path, name: "loader.batchSize", expected: "5", found: "7"))
    var sgd = Trainer(
      trainer.model, optimizer: SGD(learningRate: 1), loader: trainer.loader,
      key: RandomKey(seed: 3)
    ) { model, batch in model(batch.inputs).sum() }
    sgd.accumulation = 2
    #expect(
      throws: CheckpointFileError.otherSetting(
        file: path, name: "optimizer", expected: "SGD", found: "AdamW")
    ) { try sgd.resume(from: path) }
    let file = try SafetensorsFile(path: path)
    let tensors = Dictionary(
      uniqueKeysWithValues: try file.names.map { ($0, try file.tensor($0)) })
    func rewritten(_ name: String, _ value: String?) throws -> CheckpointFileError? {
      var metadata = file.metadata
      metadata[name] = value
      try Safetensors.write(tensors, metadata: metadata, to: path)
      return error(SmallTraining.trainer())
    }
    for name in file.metadata.keys.sorted() where name != "format" && name != "plateau.best" {
      let missing = try rewritten(name, nil)
      if name == "best.value" { continue }
      #expect(missing == .invalidField(file: path, name: name, value: nil))
    }
    #expect(try rewritten("format", "other") == .notACheckpoint(file: path))
    #expect(
      try rewritten("version", "7") == .unsupportedVersion(file: path, version: "7"))
    for (name, value) in [
      ("step", "-1"), ("step", "99999999999999999999"), ("loader.batch", "8"),
      ("plateau.rate", "xyz"),
    ] {
      #expect(
        try rewritten(name, value) == .invalidField(file: path, name: name, value: value))
    }
  }

  @Test func anotherScheduleIsRefused() throws {
    let cosine = CosineRate(from: 0.1, to: 0.01, steps: 20)
    func trainer(_ schedule: (any Schedule)?, taken: Int = 0) throws -> SmallTraining.AdamTrainer {
      var trainer = SmallTraining.trainer()
      trainer.plateau = nil
      trainer.schedule = schedule
      for _ in 0..<taken { try trainer.advance() }
      return trainer
    }
    let warm = cosine.warmedUp(over: 4)
    try trainer(warm, taken: 3).save(to: path)
    #expect(try error(trainer(cosine.warmedUp(over: 4))) == nil)
    let found = """
      ScaledRate(CosineRate(from: 0.1, to: 0.01, steps: 20), by: LinearRate(from: 0.0, to: 1.0, steps: 4))
      """
    for other: (any Schedule)? in [
      nil, cosine, cosine.warmedUp(over: 5), CosineRate(from: 0.1, to: 0.01, steps: 21),
    ] {
      let expected = other?.description ?? "none"
      #expect(
        try error(trainer(other))
          == .otherSetting(file: path, name: "schedule", expected: expected, found: found))
    }
    #expect(
      try error(trainer(cosine))?.description == """
        \(path): written with schedule: \(found); the trainer has \(cosine)
        """)
    // Set after resuming, it is taken.
    var moved = try trainer(warm)
    try moved.resume(from: path)
    moved.schedule = cosine
    #expect(try moved.advance().learningRate == cosine.rate(at: 3))

    // A schedule that says nothing about itself is told by its last rate.
    struct Own: Schedule {
      var factor: Double
      func rate(at step: Int) -> Double { factor / Double(step + 1) }
    }
    #expect(Own(factor: 1).description == "Own")
    for taken in [0, 1, 5] {
      let last = Double(max(taken, 1))
      try trainer(Own(factor: 0.5), taken: taken).save(to: path)
      #expect(try error(trainer(Own(factor: 0.5))) == nil)
      #expect(
        try error(trainer(Own(factor: 0.25)))
          == .otherSetting(
            file: path, name: "rate of step \(max(taken, 1) - 1)", expected: "\(0.25 / last)",
            found: "\(0.5 / last)"))
    }
  }

  @Test func anotherPlateauIsRefused() throws {
    var trainer = SmallTraining.trainer()
    var plan = SmallTraining.plan(9)
    plan.evaluate = { _ in ["loss": 1] }
    try trainer.run(plan)
    #expect(trainer.plateau?.rate == 0.005)
    try trainer.save(to: path)
    func other(_ plateau: PlateauRate?) -> SmallTraining.AdamTrainer {
      var other = SmallTraining.trainer()
      other.plateau = plateau
      return other
    }
    // A trainer that waits goes on waiting.
    var patient = SmallTraining.trainer()
    patient.plateau = PlateauRate(0.02, times: 0.5, patience: 2, cooldown: 3)
    try patient.run(plan)
    #expect(patient.plateau?.waited == 2)
    try patient.save(to: path)
    var waiting = SmallTraining.trainer()
    waiting.plateau = PlateauRate(0.02, times: 0.5, patience: 2, cooldown: 3)
    try waiting.resume(from: path)
    #expect(waiting.plateau == patient.plateau)
    try trainer.save(to: path)
    // Its rate and counters are restored, whatever they were.
    var same = other(PlateauRate(0.9, times: 0.5, patience: 0))
    #expect(error(same) == nil)
    try same.resume(from: path)
    #expect(same.plateau == trainer.plateau)
    for plateau in [
      nil, PlateauRate(0.02, times: 0.25, patience: 0), PlateauRate(0.02, times: 0.5, patience: 1),
      PlateauRate(0.02, times: 0.5, patience: 0, cooldown: 1),
      PlateauRate(0.02, times: 0.5, patience: 0, least: 0.001),
      PlateauRate(0.02, times: 0.5, patience: 0, threshold: .absolute(1e-4)),
      PlateauRate(0.02, times: 0.5, patience: 0, direction: .up),
    ] {
      guard case .otherSetting(path, "plateau", _, let found)? = error(other(plateau)) else {
        Issue.record("\(String(describing: plateau)) was taken")
        continue
      }
      #expect(
        found == """
          PlateauRate(times: 0.5, patience: 0, cooldown: 0, least: 0.0, threshold: .relative(0.0001), \
          direction: .down)
          """)
    }
    for best in [nil, BestMetric("loss", .up), BestMetric("other", .down)] {
      var other = SmallTraining.trainer()
      other.best = best
      guard case .otherSetting(path, "best", _, "BestMetric(loss, .down, by: 0.0)")? = error(other)
      else {
        Issue.record("\(String(describing: best)) was taken")
        continue
      }
    }
  }

  /// What a step follows from is recorded, and another one refused: the rest of the training would have
  /// other bits than one that never stopped.
  @Test func otherNumbersOfAStepAreRefused() throws {
    func fresh(
      _ change: (inout SmallTraining.AdamTrainer) -> Void = { _ in }
    ) -> SmallTraining.AdamTrainer {
      var trainer = SmallTraining.trainer()
      trainer.optimizer.groups = [ParameterGroup("**.bias", weightDecay: 0)]
      change(&trainer)
      return trainer
    }
    var trainer = fresh()
    try trainer.advance()
    try trainer.save(to: path)
    #expect(error(fresh()) == nil)
    func refused(
      _ name: String, _ expected: String, _ found: String,
      _ change: (inout SmallTraining.AdamTrainer) -> Void
    ) {
      #expect(
        error(fresh(change))
          == .otherSetting(file: path, name: name, expected: expected, found: found))
    }
    func adam(beta1: Double = 0.9, weightDecay: Double = 0.01) -> String {
      """
      AdamW(beta1: \(beta1), beta2: 0.999, epsilon: 1e-08, weightDecay: \(weightDecay), \
      isAMSGrad: true)
      """
    }
    refused("optimizer.settings", adam(beta1: 0.8), adam()) { $0.optimizer.beta1 = 0.8 }
    refused("optimizer.settings", adam(weightDecay: 0.1), adam()) {
      $0.optimizer.weightDecay = 0.1
    }
    let group = "[ParameterGroup(\"**.bias\", rateFactor: 1.0, weightDecay: 0.0, isFrozen: false)]"
    refused("optimizer.groups", "[]", group) { $0.optimizer.groups = [] }
    refused(
      "optimizer.groups", "[ParameterGroup(\"**.bias\", rateFactor: 1.0, isFrozen: true)]", group
    ) { $0.optimizer.groups = [ParameterGroup("**.bias", isFrozen: true)] }
    refused("clippingNorm", "none", "0.5") { $0.clippingNorm = nil }
    refused("clippingNorm", "0.25", "0.5") { $0.clippingNorm = 0.25 }
    refused(
      "average", "WeightAverage(decay: 0.9, warmsUp: true)",
      "WeightAverage(decay: 0.9, warmsUp: false)"
    ) { $0.average = WeightAverage(decay: 0.9, warmsUp: true) }
    // Who wants others sets them after it was resumed.
    var other = fresh()
    try other.resume(from: path)
    other.optimizer.beta1 = 0.8
    try other.advance()
    #expect(other.step == 2)
  }

  @Test func otherNumbersOfAScalerAreRefused() throws {
    func fresh(interval: Int) -> SmallTraining.AdamTrainer {
      var trainer = SmallTraining.trainer()
      trainer.master = MasterWeights(
        of: trainer.model, scaler: LossScaler(scale: 8, interval: interval))
      return trainer
    }
    try fresh(interval: 4).save(to: path)
    #expect(error(fresh(interval: 4)) == nil)
    #expect(
      error(fresh(interval: 5))
        == .otherSetting(
          file: path, name: "scaler",
          expected: "LossScaler(growth: 2.0, backoff: 0.5, interval: 5)",
          found: "LossScaler(growth: 2.0, backoff: 0.5, interval: 4)"))
  }

  @Test func everyOptimizerSaysItsSettings() {
    let texts: [(any Optimizer, String)] = [
      (
        SGD(learningRate: 1, momentum: 0.5, dampening: 0.25, weightDecay: 0.125),
        "SGD(momentum: 0.5, dampening: 0.25, isNesterov: false, weightDecay: 0.125)"
      ),
      (
        Adam(beta1: 0.5, weightDecay: 0.25, correctsBias: false),
        "Adam(beta1: 0.5, beta2: 0.999, epsilon: 1e-08, weightDecay: 0.25, isAMSGrad: false, "
          + "correctsBias: false)"
      ),
      (
        RMSprop(alpha: 0.5, momentum: 0.25, isCentered: true),
        "RMSprop(alpha: 0.5, epsilon: 1e-08, weightDecay: 0.0, momentum: 0.25, isCentered: true)"
      ),
      (
        Adagrad(rateDecay: 0.5, initialSum: 2),
        "Adagrad(rateDecay: 0.5, weightDecay: 0.0, initialSum: 2.0, epsilon: 1e-10)"
      ),
      (Lion(beta2: 0.5), "Lion(beta1: 0.9, beta2: 0.5, weightDecay: 0.0)"),
      (
        Adafactor(squareFloor: 0.5),
        "Adafactor(decayExponent: -0.8, squareFloor: 0.5, parameterFloor: 0.001, clipping: 1.0, "
          + "weightDecay: 0.0)"
      ),
      (LAMB(beta2: 0.5), "LAMB(beta1: 0.9, beta2: 0.5, epsilon: 1e-06, weightDecay: 0.0)"),
      (
        Muon(iterations: 3, scaling: .likeAdamW),
        "Muon(weightDecay: 0.1, momentum: 0.95, isNesterov: true, iterations: 3, epsilon: 1e-07, "
          + "scaling: .likeAdamW)"
      ),
    ]
    for (optimizer, text) in texts { #expect(optimizer.settings == text) }
  }

  /// Version 1 was the same file without what is said about schedules, and like version 2 without what
  /// else a step follows from.
  @Test(arguments: [1, 2]) func filesOfEarlierVersionsAreRead(version: Int) throws {
    var trainer = SmallTraining.trainer()
    try trainer.run(SmallTraining.plan(7))
    try trainer.save(to: path)
    let file = try SafetensorsFile(path: path)
    #expect(file.metadata["version"] == "3")
    var metadata = file.metadata
    metadata["version"] = "\(version)"
    let later = ["optimizer.settings", "optimizer.groups", "clippingNorm", "average", "scaler"]
    let latest = version == 1 ? ["schedule", "schedule.rate", "plateau", "best"] : []
    for name in later + latest { metadata[name] = nil }
    let tensors = Dictionary(
      uniqueKeysWithValues: try file.names.map { ($0, try file.tensor($0)) })
    try Safetensors.write(tensors, metadata: metadata, to: path)
    var resumed = SmallTraining.trainer()
    try resumed.resume(from: path)
    #expect(SmallTraining.bits(resumed) == SmallTraining.bits(trainer))
    try resumed.run(SmallTraining.plan(12))
    try trainer.run(SmallTraining.plan(12))
    #expect(SmallTraining.bits(resumed) == SmallTraining.bits(trainer))
    var other = SmallTraining.trainer()
    other.plateau = nil
    #expect(
      error(other)
        == .otherSetting(
          file: path, name: "plateau", expected: "none",
          found: version == 1
            ? "some"
            : "PlateauRate(times: 0.5, patience: 0, cooldown: 0, least: 0.0, "
              + "threshold: .relative(0.0001), direction: .down)"))
  }

  @Test func everyScheduleSaysItsSettings() {
    let line = LinearRate(from: 0.5, to: 1, steps: 4)
    let texts: [(any Schedule, String)] = [
      (ConstantRate(0.1), "ConstantRate(0.1)"),
      (
        CosineRestarts(from: 1, to: 0.1, period: 3, growth: 2),
        "CosineRestarts(from: 1.0, to: 0.1, period: 3, growth: 2)"
      ),
      (ExponentialRate(1, times: 0.9), "ExponentialRate(1.0, times: 0.9)"),
      (InverseRootRate(peak: 1, warmup: 9), "InverseRootRate(peak: 1.0, warmup: 9)"),
      (
        OneCycleRate(peak: 1, steps: 9, shape: .linear),
        "OneCycleRate(peak: 1.0, steps: 9, rising: 0.3, startDivisor: 25.0, endDivisor: 10000.0, "
          + "shape: .linear, hasThreePhases: false)"
      ),
      (
        PolynomialRate(from: 1, to: 0.5, steps: 9, power: 2),
        "PolynomialRate(from: 1.0, to: 0.5, steps: 9, power: 2.0)"
      ),
      (StepRate(1, times: 0.5, every: 3), "StepRate(1.0, times: 0.5, every: 3)"),
      (StepRate(1, times: 0.5, at: [7, 3]), "StepRate(1.0, times: 0.5, at: [3, 7])"),
      (
        line.followed(by: ConstantRate(1), after: 4),
        "SequenceRate([LinearRate(from: 0.5, to: 1.0, steps: 4), ConstantRate(1.0)], switchingAt: [4])"
      ),
    ]
    for (schedule, text) in texts { #expect(schedule.description == text) }
  }

  @Test func truncatedFilesThrowAtEveryLength() throws {
    var trainer = SmallTraining.trainer()
    try trainer.advance()
    try trainer.save(to: path)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let cut = folder.path + "/cut"
    for length in Array(0..<20) + Array(stride(from: 20, to: bytes.count, by: 97)) + [
      bytes.count - 1
    ] {
      try bytes.prefix(length).write(to: URL(fileURLWithPath: cut))
      guard case .file? = error(trainer, cut) else {
        Issue.record("\(length) of \(bytes.count) bytes were taken")
        continue
      }
    }
    guard case .file(.system(_, "open", ENOENT))? = error(trainer, folder.path + "/none") else {
      Issue.record("a file that is not there was read")
      return
    }
  }

  // MARK: Crashes and full disks

  /// RLIMIT_FSIZE stands for a full disk: writing fails in the middle.
  @Test func aFailedWriteLeavesTheLastCheckpoint() async throws {
    let place = NSTemporaryDirectory() + "tensorchain-full-\(getpid())"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: place) }
    var trainer = SmallTraining.trainer()
    try trainer.advance()
    try trainer.save(to: place + "/c")
    await #expect(processExitsWith: .success) {
      let path = NSTemporaryDirectory() + "tensorchain-full-\(getppid())/c"
      var trainer = SmallTraining.trainer()
      try trainer.resume(from: path)
      try trainer.advance()
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 3000, rlim_max: 3000)
      #expect(setrlimit(__rlimit_resource_t(1), &limit) == 0)
      do {
        try trainer.save(to: path)
        exit(3)
      } catch CheckpointFileError.file(.system(_, "write", EFBIG)) {}
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: place) == ["c"])
    var again = SmallTraining.trainer()
    try again.resume(from: place + "/c")
    #expect(SmallTraining.bits(again) == SmallTraining.bits(trainer))
  }

  /// A disk that is really full, where this process may mount one.
  @Test(.enabled(if: getuid() == 0)) func aFullDiskLeavesTheLastCheckpoint() throws {
    let place = folder.path + "/disk"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    guard mount("tmpfs", place, "tmpfs", 0, "size=32k") == 0 else { return }
    defer { umount2(place, 2) }
    var trainer = SmallTraining.trainer()
    try trainer.advance()
    try trainer.save(to: place + "/c")
    let saved = SmallTraining.bits(trainer)
    try trainer.advance()
    // What is left, in pages of 4 KiB, is taken.
    let size = try Data(contentsOf: URL(fileURLWithPath: place + "/c")).count
    let rest = (8 - (size + 4095) / 4096) * 4096
    try Data(repeating: 1, count: rest).write(to: URL(fileURLWithPath: place + "/other"))
    #expect(throws: CheckpointFileError.self) { try trainer.save(to: place + "/c") }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: place).sorted() == ["c", "other"])
    var again = SmallTraining.trainer()
    try again.resume(from: place + "/c")
    #expect(SmallTraining.bits(again) == saved)
  }

  /// Killed while it writes one checkpoint after the other, again and again: what is left is always whole.
  @Test func aKilledProcessLeavesAWholeCheckpoint() async throws {
    let place = NSTemporaryDirectory() + "tensorchain-kill-\(getpid())"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: place) }
    var first = SmallTraining.trainer(hidden: 3000)
    try first.save(to: place + "/c")
    for _ in 0..<4 {
      await #expect(processExitsWith: .signal(SIGKILL)) {
        let path = NSTemporaryDirectory() + "tensorchain-kill-\(getppid())/c"
        var trainer = SmallTraining.trainer(hidden: 3000)
        try trainer.resume(from: path)
        try trainer.advance()
        Thread.detachNewThread {
          usleep(.random(in: 1_000..<60_000))
          kill(getpid(), SIGKILL)
        }
        while true { try trainer.save(to: path) }
      }
      var again = SmallTraining.trainer(hidden: 3000)
      try again.resume(from: place + "/c")
      #expect(again.step > first.step || again.step == first.step)
      first = again
    }
    #expect(first.step > 0)
  }
}

/// Thrown by an observer.
private struct Stop: Error {}

extension Trainer {
  /// Goes on until a checkpoint is written, as if the process ended then.
  fileprivate mutating func run(_ plan: TrainingPlan<Model>, stopAfter stop: Int) throws {
    if stop == 0 { return }
    do {
      try run(plan) { event in
        if case .checkpoint(stop, _) = event { throw Stop() }
      }
      #expect(plan.steps == stop)
    } catch is Stop {}
  }
}
