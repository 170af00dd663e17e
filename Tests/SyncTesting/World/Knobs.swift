package import SyncSession

/// What one seed decides before the first operation: how many, how large, how wrong.
package struct Knobs: Sendable {
  package var deviceCount: Int
  /// How wrong the clocks of devices are at the beginning.
  package var skew: Skew
  /// Whether a person chooses without regard to what clocks decided, and answers have no limits.
  package var isClockBlind = false
  package var initiator = InitiatorConfiguration()
  package var responder = ResponderConfiguration()
  package var hub = MemoryHub.Configuration()

  /// How wrong a device's clock can be.
  package enum Skew: CaseIterable, Sendable {
    case none, hours, decades

    private static let hoursPerYear = 8_766

    /// Hours that a clock is ahead of the true time.
    func draw(using generator: inout SplitMix64) -> Int {
      // One draw whatever the skew: what is drawn after it does not depend on clocks.
      let years = Int.random(in: -50...50, using: &generator)
      return switch self {
      case .none: 0
      case .hours: years / 10
      case .decades: years * Self.hoursPerYear
      }
    }
  }

  /// Whether answers are shorter than what there is to say.
  var cutsAnswers: Bool {
    let usual = ResponderConfiguration()
    return responder.maximumBytes < usual.maximumBytes
      || responder.maximumBytesPerSpace < usual.maximumBytesPerSpace
      || initiator.maximumBytes < InitiatorConfiguration().maximumBytes
  }

  /// The knobs of a seed.
  package init(_ seed: Seed) {
    var generator = seed.generator
    deviceCount = Int.random(in: 3...6, using: &generator)
    skew =
      generator.isOneOf(1, in: 8) ? .decades : generator.isOneOf(1, in: 2) ? .hours : .none
    if generator.isOneOf(1, in: 3) {
      initiator.maximumPushBytes = 1
      initiator.minimumPushBytes = UInt64.random(in: 1...2_000, using: &generator)
      initiator.maximumPushes = Int.random(in: 1...3, using: &generator)
    }
    if generator.isOneOf(1, in: 3) {
      responder.maximumBytes = UInt64.random(in: 1...2_000, using: &generator)
    }
    if generator.isOneOf(1, in: 2) {
      responder.maximumBytesPerSpace = UInt64.random(in: 1...400, using: &generator)
    }
    if generator.isOneOf(1, in: 4) { initiator.waitMilliseconds = 1_000 }
    if generator.isOneOf(2, in: 3) {
      responder.snapshotMinimumChanges = UInt64.random(in: 1...24, using: &generator)
    }
    initiator.maximumChunksPerSpace = Int.random(in: 1...2, using: &generator)
    hub.recordsPerSnapshotPart = Int.random(in: 1...3, using: &generator)
    hub.statesPerSnapshotPart = 8 * hub.recordsPerSnapshotPart
    hub.snapshotAge = generator.isOneOf(1, in: 2) ? 0 : UInt64.random(in: 1...8, using: &generator)
    hub.keptSnapshots = Int.random(in: 1...2, using: &generator)
  }
}
