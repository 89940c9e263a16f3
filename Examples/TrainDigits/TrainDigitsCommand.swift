// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if Executables
  import ArgumentParser
  import DigitsFile
  import Foundation
  import TensorCore

  @main
  struct TrainDigitsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "TrainDigits",
      abstract: "Trains a small convolutional network on 1,797 handwritten digits.",
      discussion: """
        A fifth of the digits is held out, and the network never learns from it. The same seed gives \
        the same bits, also where the training is stopped and resumed.
        """,
      version: "0.1.0")

    @Option(name: .long, help: "Steps to have taken at the end, 1 to 100000.")
    var steps = 600

    @Option(name: .long, help: "Images of a step, 1 to 1000.")
    var batch = 64

    @Option(name: .long, help: "Seed of everything that is drawn.")
    var seed: UInt64 = 1

    @Option(
      name: .long, help: "File that the training is saved to, every 100 steps and at the end.")
    var checkpoint: String?

    @Flag(name: .long, help: "Goes on from --checkpoint, where that is there.")
    var resume = false

    func validate() throws {
      guard (1...100_000).contains(steps) else {
        throw ValidationError("--steps is \(steps), not from 1 to 100000.")
      }
      guard (1...1_000).contains(batch) else {
        throw ValidationError("--batch is \(batch), not from 1 to 1000.")
      }
      guard !resume || checkpoint != nil else {
        throw ValidationError("--resume needs --checkpoint.")
      }
    }

    // A model that there is no memory for is an error like any other.
    func run() throws { try withTensorErrors { try train() } }

    private func train() throws {
      guard let file = DigitsFile.url else {
        throw ValidationError("the digits were not built into this program")
      }
      let table = try CSVTable(path: file.path, hasHeader: false)
      let keys = RandomKey(seed: seed).split(into: 4)
      let (training, heldOut) = TensorDataset(
        inputs: table.tensor(columns: 0..<64) / 16, targets: try table.labels(column: 64)
      ).split(heldOut: table.rowCount / 5, key: keys[0])

      var trainer = Trainer(
        DigitsNetwork(key: keys[1]), optimizer: AdamW(learningRate: 0.002),
        loader: DataLoader(training, batchSize: batch, key: keys[2], dropsLast: true), key: keys[3]
      ) { model, batch in
        .crossEntropy(logits: model(batch.inputs), labels: batch.targets, labelSmoothing: 0.05)
      }
      trainer.schedule = CosineRate(from: 0.003, to: 1e-5, steps: steps).warmedUp(over: 20)
      trainer.average = WeightAverage(decay: 0.99, warmsUp: true)
      if let checkpoint, resume, FileManager.default.fileExists(atPath: checkpoint) {
        try trainer.resume(from: checkpoint)
        print("resumed after step \(trainer.step)")
      }

      print(
        "\(training.count) digits to learn from, \(heldOut.count) held out, "
          + "\(trainer.model.parameterCount) parameters")
      let plan = TrainingPlan<DigitsNetwork>(
        steps: steps, evaluateEvery: 100, checkpointPath: checkpoint, checkpointEvery: 100
      ) { model in
        let table = Self.confusions(of: model, on: heldOut)
        return ["accuracy": table.accuracy]
      }
      var line = ProgressLine(steps: steps)
      try trainer.run(plan) { event in
        line.show(event)
        guard !line.isTerminal, case .evaluation(let step, let metrics, _) = event else { return }
        print("step \(step): held-out accuracy \(Self.percent(metrics["accuracy"] ?? .nan))")
        // Who reads a pipe or a file sees it now, not when the program ends.
        fflush(nil)
      }
      line.finish()

      let confusions = Self.confusions(of: trainer.evaluated, on: heldOut)
      print("digits in rows, what they were taken for in columns:")
      print(confusions)
      print(
        "held-out accuracy: \(Self.percent(confusions.accuracy)) "
          + "(\(confusions.correct) of \(confusions.total))")
    }

    private static func confusions(
      of model: DigitsNetwork, on data: TensorDataset
    ) -> ConfusionTable {
      var table = ConfusionTable(classes: 10)
      table.add(logits: model(data.inputs), labels: data.targets)
      return table
    }

    private static func percent(_ share: Double) -> String {
      String(format: "%.2f %%", 100 * share)
    }
  }
#else
  @main
  struct TrainDigitsCommand {
    static func main() { print("TrainDigits needs the trait Executables.") }
  }
#endif
