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

/// What is looked at before a training goes on.
@Suite struct TrainingPlanTests {
  /// What would be passed over in silence is a mistake of whoever wrote the plan.
  @Test func aPlanThatNeedsAMetricTrapsWithoutOne() async {
    await #expect(processExitsWith: .failure) {
      var trainer = SmallTraining.trainer()
      trainer.best = nil
      trainer.plateau = nil
      try trainer.run(TrainingPlan(steps: 1, evaluateEvery: 1, patience: 1))
    }
    await #expect(processExitsWith: .failure) {
      var trainer = SmallTraining.trainer()
      trainer.best = nil
      try trainer.run(TrainingPlan(steps: 1, evaluateEvery: 1))
    }
    await #expect(processExitsWith: .failure) {
      var trainer = SmallTraining.trainer()
      try trainer.run(TrainingPlan(steps: 1, bestPath: "none"))
    }
    await #expect(processExitsWith: .failure) {
      var trainer = SmallTraining.trainer()
      try trainer.run(
        TrainingPlan(steps: 1, evaluateEvery: 1, checkpointPath: "same", bestPath: "same"))
    }
    await #expect(processExitsWith: .failure) {
      var trainer = SmallTraining.trainer()
      var plan = SmallTraining.plan(1)
      plan.checkpointEvery = 0
      try trainer.run(plan)
    }
    await #expect(processExitsWith: .success) {
      var trainer = SmallTraining.trainer()
      trainer.best = nil
      try trainer.run(TrainingPlan(steps: 1))
      trainer.plateau = nil
      try trainer.run(TrainingPlan(steps: 2, evaluateEvery: 1))
    }
  }

  @Test func aCheckpointThatCannotBeWrittenStopsBeforeTheFirstStep() throws {
    let folder = try Program.Folder()
    var trainer = SmallTraining.trainer()
    var steps = 0
    for (path, best) in [(folder.path + "/none/c", nil), (nil, folder.path + "/none/b")]
      as [(String?, String?)]
    {
      var plan = SmallTraining.plan(3, path: path)
      plan.bestPath = best
      #expect(
        throws: CheckpointFileError.file(
          .system(file: path ?? best ?? "", function: "open", code: ENOENT))
      ) { try trainer.run(plan) { if case .step = $0 { steps += 1 } } }
    }
    #expect(throws: CheckpointFileError.file(.notARegularFile(file: folder.path))) {
      try trainer.run(SmallTraining.plan(3, path: folder.path))
    }
    #expect(steps == 0 && trainer.step == 0)
    // Looking leaves nothing, and changes no file that is there.
    let there = folder.path + "/c"
    try Data("old".utf8).write(to: URL(fileURLWithPath: there))
    try trainer.run(SmallTraining.plan(1, path: there)) { event in
      guard case .step = event else { return }
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      let bytes = try Data(contentsOf: URL(fileURLWithPath: there))
      #expect(names == ["c"] && bytes == Data("old".utf8))
    }
    // Where nothing is left to do, nothing is looked for.
    let outcome = try trainer.run(SmallTraining.plan(1, path: folder.path + "/none/c"))
    #expect(outcome.steps == 1)
  }
}
