package import SyncCore

/// A seller's own probability for a deal, with the reason for it.
package struct ProbabilityOverride: GroupValue {
  /// Percent, 0 to 100.
  package var probability: Number?
  package var probabilityReason = ""

  package init() {}

  package static let members: [GroupField<ProbabilityOverride>] = [
    .init("probability", \.probability),
    .init("probabilityReason", \.probabilityReason),
  ]
}
