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
  var path: String { folder.path + "/checkpoint.safetensors" }

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

  /// A mean that was begun later has steps of its own.
  @Test func anAverageThatWasBegunLaterGoesOn() throws {
    func fresh() -> SmallTraining.AdamTrainer {
      var trainer = SmallTraining.trainer()
      trainer.average = nil
      return trainer
    }
    let late = WeightAverage(decay: 0.9, warmsUp: true)
    var whole = fresh()
    for _ in 0..<3 { try whole.advance() }
    whole.average = late
    for _ in 0..<2 { try whole.advance() }
    try whole.save(to: path)
    var resumed = fresh()
    resumed.average = late
    try resumed.resume(from: path)
    #expect(resumed.average?.step == 2 && resumed.optimizer.step == 5)
    for _ in 0..<3 {
      try whole.advance()
      try resumed.advance()
    }
    #expect(SmallTraining.bits(resumed) == SmallTraining.bits(whole))
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

  func error(_ trainer: SmallTraining.AdamTrainer, _ path: String? = nil)
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
