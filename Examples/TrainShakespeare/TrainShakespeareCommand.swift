// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if Executables
  import ArgumentParser
  import Foundation
  import TensorCore

  @main
  struct TrainShakespeareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "TrainShakespeare",
      abstract:
        "Trains a small GPT on plays by Shakespeare, character by character, and lets it write.",
      discussion: """
        The last tenth of the text is held out. The same flags give the same bits, also where the \
        training is stopped and resumed. Without flags, the model has a few million parameters.
        """,
      version: "0.1.0")

    @Option(name: .long, help: "Steps to have taken at the end, 1 to 1000000.")
    var steps = 1000

    @Option(name: .long, help: "Sequences of a step, 1 to 1024.")
    var batch = 16

    @Option(name: .long, help: "Characters that the model sees, 8 to 2048.")
    var context = 128

    @Option(name: .long, help: "Numbers of a position, a multiple of --heads.")
    var width = 192

    @Option(name: .long, help: "Layers, 1 to 48.")
    var layers = 6

    @Option(name: .long, help: "Heads of attention, 1 to 64.")
    var heads = 6

    @Option(name: .long, help: "Share that drops out in training.")
    var dropout = 0.1

    @Option(name: .long, help: "The largest learning rate.")
    var rate = 1e-3

    @Option(name: .long, help: "Seed of everything that is drawn.")
    var seed: UInt64 = 1

    @Option(name: .long, help: "Steps from one evaluation and sample to the next.")
    var every = 200

    @Option(name: .long, help: "Characters of a sample.")
    var sample = 300

    @Option(name: .long, help: "What samples begin with.")
    var prompt = "HAMLET.\n"

    @Option(name: .long, help: "What logits are divided by before a character is drawn.")
    var temperature = 0.8

    @Option(name: .long, help: "File to draw the losses of this run into, as SVG.")
    var plot: String?

    @Option(name: .long, help: "File that the training is saved to, at every evaluation.")
    var checkpoint: String?

    @Flag(name: .long, help: "Prints at the end how fast the model learned and wrote.")
    var timing = false

    @Flag(name: .long, help: "Goes on from --checkpoint, where that is there.")
    var resume = false

    func validate() throws {
      func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws {
        guard range.contains(value) else {
          throw ValidationError(
            "--\(name) is \(value), not from \(range.lowerBound) to \(range.upperBound).")
        }
      }
      try check("steps", steps, 1...1_000_000)
      try check("batch", batch, 1...1024)
      try check("context", context, 8...2048)
      try check("layers", layers, 1...48)
      try check("heads", heads, 1...64)
      try check("width", width, 1...4096)
      try check("every", every, 1...1_000_000)
      try check("sample", sample, 0...100_000)
      guard width % heads == 0 else {
        throw ValidationError("--width \(width) is no multiple of --heads \(heads).")
      }
      guard (0..<1).contains(dropout) else {
        throw ValidationError("--dropout is \(dropout), not from 0 to below 1.")
      }
      guard rate > 0, rate.isFinite, temperature > 0, temperature.isFinite else {
        throw ValidationError("--rate and --temperature are above 0.")
      }
      guard !prompt.isEmpty else { throw ValidationError("--prompt is empty.") }
      guard !resume || checkpoint != nil else {
        throw ValidationError("--resume needs --checkpoint.")
      }
      // Drawn at the end: a wrong name shall not be found out minutes later.
      if let plot {
        let folder = URL(fileURLWithPath: plot).deletingLastPathComponent().path
        var isFolder: ObjCBool = false
        guard FileManager.default.isWritableFile(atPath: folder),
          !FileManager.default.fileExists(atPath: plot, isDirectory: &isFolder)
            || !isFolder.boolValue
        else { throw ValidationError("--plot \(plot) cannot be written.") }
      }
    }

    // A model that there is no memory for is an error like any other.
    func run() throws { try withTensorErrors { try train() } }

    private func train() throws {
      guard let file = Bundle.module.url(forResource: "shakespeare", withExtension: "txt") else {
        throw ValidationError("the text was not built into this program")
      }
      let text = try TextWindows.text(path: file.path)
      let vocabulary = CharacterVocabulary(of: text)
      let tokens = try vocabulary.encode(text)
      let beginning: [Int32]
      do {
        beginning = try vocabulary.encode(prompt)
      } catch {
        throw ValidationError("--prompt: \(error)")
      }
      let cut = tokens.count * 9 / 10
      let training = try TextWindows(
        Array(tokens[..<cut]), length: context, stride: max(1, context / 2))
      guard batch <= training.count else {
        throw ValidationError(
          "--batch is \(batch), and --context \(context) leaves \(training.count) sequences.")
      }
      // As many windows as take about as long as a few steps, spread over the held-out part.
      let rest = Array(tokens[cut...])
      let heldOut = try TextWindows(
        rest, length: context, stride: max(context, (rest.count - context - 1) / 48))
      let keys = RandomKey(seed: seed).split(into: 4)

      let model = LanguageModel(
        vocabulary: vocabulary.count, context: context, width: width, layers: layers, heads: heads,
        dropout: dropout, key: keys[0])
      var optimizer = AdamW(learningRate: rate, beta2: 0.99, weightDecay: 0.1)
      optimizer.groups = [
        ParameterGroup("**.bias", weightDecay: 0),
        ParameterGroup("**.in_proj_bias", weightDecay: 0),
        ParameterGroup("blocks.**.norm*", weightDecay: 0),
        ParameterGroup("positions", weightDecay: 0),
      ]
      var trainer = Trainer(
        model, optimizer: optimizer,
        loader: DataLoader(training, batchSize: batch, key: keys[1], dropsLast: true), key: keys[2]
      ) { model, batch in Self.loss(of: model, on: batch) }
      trainer.schedule = CosineRate(from: rate, to: rate / 10, steps: steps)
        .warmedUp(over: min(100, steps / 10 + 1), from: 0.01)
      trainer.clippingNorm = 1
      if let checkpoint, resume, FileManager.default.fileExists(atPath: checkpoint) {
        try trainer.resume(from: checkpoint)
        print("resumed after step \(trainer.step)")
      }

      print(
        "\(tokens.count) characters, \(vocabulary.count) different ones, "
          + "\(model.parameterCount) parameters")
      let plan = TrainingPlan<LanguageModel>(
        steps: steps, evaluateEvery: every, checkpointPath: checkpoint, checkpointEvery: every
      ) { model in
        var mean = MeanMetric()
        for first in stride(from: 0, to: heldOut.count, by: 16) {
          let indices = Array(first..<min(first + 16, heldOut.count))
          mean.add(
            Self.loss(of: model, on: heldOut.batch(indices)).item(), weight: Double(indices.count))
        }
        return ["loss": mean.mean, "perplexity": mean.perplexity]
      }
      var curve = LossPlot()
      var line = ProgressLine(steps: steps)
      var learning = Stopwatch()
      var writing = Stopwatch()
      while trainer.step < steps {
        // One stretch after the other, so that a sample can be taken from the model between them.
        var events: [TrainingEvent] = []
        var stretch = plan
        stretch.steps = min(steps, (trainer.step / every + 1) * every)
        learning.start()
        try trainer.run(stretch) { event in
          // Evaluations and checkpoints are not learning.
          if case .step = event { learning.stop(after: batch * context) }
          learning.start()
          line.show(event)
          events.append(event)
        }
        line.finish()
        for event in events {
          switch event {
          case .step(let step): curve.training.append((step.step, step.loss))
          case .evaluation(let step, let metrics, _):
            let loss = metrics["loss"] ?? .nan
            curve.heldOut.append((step, loss))
            print(
              String(
                format: "step %d: held-out loss %.4f, perplexity %.2f", step, loss,
                metrics["perplexity"] ?? .nan))
          default: break
          }
        }
        if sample > 0 {
          writing.start()
          let written = trainer.model.continued(
            beginning, count: sample, temperature: temperature,
            key: keys[3].child(UInt64(trainer.step)))
          writing.stop(after: sample)
          print("---\n\(try vocabulary.decode(written))\n---")
        }
        // Who reads a pipe or a file sees it now, not when the program ends.
        fflush(nil)
      }
      if timing {
        print(
          "learned from \(learning.rate) characters a second, wrote \(writing.rate) a second")
      }
      if let plot {
        try Data(curve.svg.utf8).write(to: URL(fileURLWithPath: plot), options: .atomic)
        print("losses drawn into \(plot)")
      }
    }

    private static func loss(of model: LanguageModel, on batch: LabelledBatch) -> Tensor {
      .crossEntropy(
        logits: model(batch.inputs).reshaped(to: [batch.targets.count, -1]),
        labels: batch.targets.reshaped(to: [batch.targets.count]))
    }
  }
#else
  @main
  struct TrainShakespeareCommand {
    static func main() { print("TrainShakespeare needs the trait Executables.") }
  }
#endif
