// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A model, and all that its training needs to go on: stopped, saved and resumed anywhere, it gives the
/// same bits as if nothing had happened.
///
/// ```swift
/// var trainer = Trainer(
///   model, optimizer: AdamW(learningRate: 1e-3),
///   loader: DataLoader(digits, batchSize: 64, key: key), key: key
/// ) { model, batch in .crossEntropy(logits: model(batch.inputs), labels: batch.targets) }
/// trainer.schedule = CosineRate(from: 1e-3, steps: 2000).warmedUp(over: 100)
/// try trainer.run(TrainingPlan(steps: 2000, checkpointPath: "model.safetensors"))
/// ```
///
/// A step that throws changes nothing: the trainer stands before the batch that it failed on.
public struct Trainer<Model: Module, Rule: Optimizer, Source: Dataset>: Sendable {
  /// The loss of a model on a batch: the mean over its examples, a single number.
  public typealias Loss = @Sendable (Model, Source.Batch) throws -> Tensor

  /// The model.
  public var model: Model
  /// What takes the steps.
  public var optimizer: Rule
  /// Where batches come from.
  public var loader: DataLoader<Source>
  /// Rate of each step; `nil` for the optimizer's own.
  public var schedule: (any Schedule)?
  /// A rate that falls when the metric of ``best`` does not become better; a schedule goes before it.
  public var plateau: PlateauRate?
  /// A running mean of the weights, which evaluations use.
  public var average: WeightAverage?
  /// Wide copies of narrow weights, and the scale of the loss; `nil` where the model's own take the steps.
  public var master: MasterWeights?
  /// The largest norm of all gradients; `nil` for any.
  public var clippingNorm: Double?
  /// Batches whose gradients are taken together for one step.
  public var accumulation = 1
  /// Steps in a row that may be left out because of gradients that are not finite, with master.
  public var mostSkips = 50
  /// The metric of evaluations that is watched.
  public var best: BestMetric?
  /// What dropout and other chances of a step follow from.
  public let key: RandomKey
  /// Steps taken, also those that were left out.
  public private(set) var step = 0
  private var skips = 0
  private let loss: Loss

  /// A trainer that has taken no step.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - optimizer: what takes the steps.
  ///   - loader: where batches come from.
  ///   - key: what the chances of a step follow from.
  ///   - loss: the mean loss over the examples of a batch, in training.
  public init(
    _ model: Model, optimizer: Rule, loader: DataLoader<Source>,
    key: RandomKey = RandomKey(seed: 0), loss: @escaping Loss
  ) {
    self.model = model
    self.optimizer = optimizer
    self.loader = loader
    self.key = key
    self.loss = loss
  }

  /// The model that evaluations use: with averaged weights where there are some.
  public var evaluated: Model { average?.applied(to: model) ?? model }

  // MARK: A step

  /// Takes one step.
  ///
  /// - Returns: what happened.
  /// - Throws: ``TrainerError``, ``TensorError`` of the first operation of the loss that fails, such as one
  ///   for labels that are no classes, and what the loss and the dataset throw; nothing has changed then.
  @discardableResult public mutating func advance() throws -> TrainingStep {
    precondition(accumulation > 0, "steps of \(accumulation) batches")
    let start = loader.position
    let result: TrainingStep
    do {
      result = try advance(from: start)
    } catch {
      loader.position = start
      throw error
    }
    step += 1
    return result
  }

  private mutating func advance(from start: LoaderPosition) throws -> TrainingStep {
    let scale = master?.scaler.scale ?? 1
    var value = 0.0
    var sum = GradientAccumulator()
    let gradients: [Tensor]
    let norm: GradientNorm
    // The last reference to the model of this scope goes with it, so that updates happen in place.
    do {
      var next = model
      let stepKey = key.child(UInt64(step))
      for part in 0..<accumulation {
        let weight = Double(loader.count(at: loader.position))
        let batch = try loader.next()
        let loss = loss
        // What a batch from outside does not fit, and what there is no memory for, is thrown.
        let (scaled, gradients) = try withTensorErrors {
          try valueAndGradient(
            training: &next, key: accumulation == 1 ? stepKey : stepKey.child(UInt64(part))
          ) { model in
            let value = try loss(model, batch)
            guard value.count == 1 else { throw TrainerError.lossIsNoNumber(shape: value.shape) }
            return scale == 1 ? value : value.cast(to: .float32) * scale
          }
        }
        let partLoss = scaled.item() / scale
        guard partLoss.isFinite else {
          throw TrainerError.notFinite(
            step: step, position: start, loss: partLoss, culprit: culprit(gradients))
        }
        value += partLoss * weight
        // Widened before they are multiplied by the size of their batch: narrow ones could overflow.
        sum.add(
          master == nil ? gradients : MasterWeights.widened(gradients),
          weight: accumulation == 1 ? 1 : weight)
        if accumulation == 1 { value = partLoss }
      }
      if accumulation > 1 { value /= sum.weight }
      gradients = sum.takeMean()
      // The one look at all gradients: whether they are finite, and how long they are.
      norm = gradientNorm(of: gradients)
      if !norm.isFinite { try stop(gradients, start, loss: value) }
      model = next
    }
    let rate = schedule?.rate(at: step) ?? plateau?.rate ?? optimizer.learningRate
    optimizer.learningRate = rate
    var length = norm.value
    if master != nil {
      length = apply(gradients, norm).value
      skips = norm.isFinite ? 0 : skips + 1
    } else {
      optimizer.update(
        &model, gradients: gradients,
        gradientScale: clippingNorm.map { clippingFactor(norm, limit: $0) } ?? 1)
    }
    if norm.isFinite { average?.update(with: master?.parameters ?? model.parameters) }
    return TrainingStep(
      step: step + 1, position: start, batchesPerEpoch: loader.batchesPerEpoch, loss: value,
      gradientNorm: length, learningRate: rate, isSkipped: !norm.isFinite)
  }

  private mutating func apply(_ gradients: [Tensor], _ norm: GradientNorm) -> GradientNorm {
    guard var wide = master.take() else { preconditionFailure("there are no master weights") }
    defer { master = wide }
    return wide.update(
      &model, wide: gradients, norm: norm, with: &optimizer, clippingNorm: clippingNorm)
  }

  /// Stops because gradients are not finite, unless that is what a loss scale is for.
  private func stop(_ gradients: [Tensor], _ start: LoaderPosition, loss: Double) throws {
    let culprit = culprit(gradients)
    if case .parameter = culprit {
    } else if master != nil {
      if skips + 1 <= mostSkips { return }
      throw TrainerError.tooManySkips(
        step: step, position: start, skips: skips + 1, culprit: culprit)
    }
    throw TrainerError.notFinite(step: step, position: start, loss: loss, culprit: culprit)
  }

  private func culprit(_ gradients: [Tensor]) -> TrainerError.Culprit {
    let paths = model.parameterPaths
    if let bad = gradientNorm(of: model.parameters).firstNonFinite {
      return .parameter(paths[bad])
    }
    if let bad = gradientNorm(of: gradients).firstNonFinite { return .gradient(paths[bad]) }
    return .loss
  }

  // MARK: Many steps

  /// Goes on until the plan's end.
  ///
  /// - Parameters:
  ///   - plan: for how long, and what happens on the way.
  ///   - observer: is told what happens.
  /// - Returns: how it ended.
  /// - Throws: as ``advance()``, ``save(to:)``, and what the evaluation and the observer throw; the last
  ///   checkpoint is there. Before the first step, ``CheckpointFileError`` where a file of the plan could
  ///   not be written.
  /// - Precondition: a plan with a patience or a path for the best evaluation has evaluations, and the
  ///   trainer a ``best`` metric for them; so has one with a ``plateau`` where the plan evaluates.
  @discardableResult public mutating func run(
    _ plan: TrainingPlan<Model>, observer: (TrainingEvent) throws -> Void = { _ in }
  ) throws -> TrainingOutcome {
    var outcome = TrainingOutcome(steps: step, reason: .finished, metrics: nil, best: best?.best)
    if let patience = plan.patience, let best, best.waited >= patience {
      outcome.reason = .stoppedEarly
      return outcome
    }
    try check(plan)
    while step < plan.steps {
      try observer(.step(advance()))
      let isLast = step == plan.steps
      var isDone = isLast
      if let every = plan.evaluateEvery, step % every == 0 || isLast {
        let metrics = try withTensorErrors { try plan.evaluate(evaluated) }
        outcome.metrics = metrics
        let isBest = try observe(metrics)
        try observer(.evaluation(step: step, metrics: metrics, isBest: isBest))
        if isBest, let path = plan.bestPath {
          try save(to: path)
          try observer(.checkpoint(step: step, path: path))
        }
        if let patience = plan.patience, let best, best.waited >= patience, !isLast {
          outcome.reason = .stoppedEarly
          isDone = true
        }
      }
      if let path = plan.checkpointPath,
        isDone || plan.checkpointEvery.map({ step % $0 == 0 }) == true
      {
        try save(to: path)
        try observer(.checkpoint(step: step, path: path))
      }
      if isDone { break }
    }
    outcome.steps = step
    outcome.best = best?.best
    return outcome
  }

  /// Looks for what would be found out too late.
  private func check(_ plan: TrainingPlan<Model>) throws(CheckpointFileError) {
    plan.checkNumbers()
    let needsBest = plan.patience != nil || plan.bestPath != nil
    precondition(
      !needsBest || plan.evaluateEvery != nil,
      "a plan with a patience or a path for the best evaluation has no evaluations")
    precondition(
      best != nil || !needsBest && (plateau == nil || plan.evaluateEvery == nil),
      "a patience, a path for the best evaluation, and a plateau need the trainer's 'best' metric")
    if step >= plan.steps { return }
    do throws(TensorFileError) {
      for path in [plan.checkpointPath, plan.bestPath] {
        if let path { try SystemFile.checkReplacing(path) }
      }
    } catch {
      throw .file(error)
    }
  }

  private mutating func observe(_ metrics: [String: Double]) throws -> Bool {
    guard best != nil else { return false }
    let name = best?.name ?? ""
    guard let value = metrics[name] else {
      throw TrainerError.noMetric(name, found: metrics.keys.sorted())
    }
    plateau?.observe(value)
    return best?.observe(value, step: step) ?? false
  }

  // MARK: Where it stands

  /// Everything but tensors and settings.
  var standing: (step: Int, skips: Int) {
    get { (step, skips) }
    set { (step, skips) = newValue }
  }
}
