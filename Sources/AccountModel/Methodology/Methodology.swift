package import SyncCore

/// How the team sells: the stages, what people call them and how likely each one leads to a deal.
///
/// These are the values that hold until a team edits its own; a pack in the library will replace
/// them, so nothing else spells them.
package struct Methodology: Hashable, Sendable {
  /// In the order in which a customer passes through them.
  package let stages: [Stage]

  package init(stages: [Stage]) { self.stages = stages }

  /// One buying stage as a team uses it.
  package struct Stage: Hashable, Sendable {
    package let stage: BuyingStage
    package let label: String
    /// The probability in percent that an open deal is won; nil where no deal is open any more.
    package let probability: Number?

    package init(_ stage: BuyingStage, _ label: String, probability: Number?) {
      self.stage = stage
      self.label = label
      self.probability = probability
    }
  }

  /// The probabilities are a starting point; a team replaces them by its own conversion.
  package static let standard = Methodology(stages: [
    Stage(.pressureToChange, "Pressure to change", probability: 10),
    Stage(.solutionVision, "Solution vision", probability: 25),
    Stage(.selection, "Selection", probability: 50),
    Stage(.commitment, "Commitment", probability: 80),
    Stage(.valueCoCreation, "Value co-creation", probability: nil),
  ])

  /// Percent, or nil where an open deal has no probability in this stage.
  package func probability(of stage: BuyingStage) -> Number? {
    stages.first { $0.stage == stage }?.probability
  }

  /// What people call the stage.
  package func label(of stage: BuyingStage) -> String {
    stages.first { $0.stage == stage }?.label ?? stage.rawValue
  }
}
