/// What many worlds must have met, so that they are known to try it.
package enum Coverage {
  /// Fewer worlds need not meet everything.
  private static let minimumSeeds = 1_000
  /// Times that each pair is met in ten thousand worlds, at least.
  private static let timesPerTenThousand = 100
  private static let tenThousand = 10_000

  /// The states that each disturbance can meet.
  private static let expected: [String: [ProtocolState]] = [
    "lostRequest": [.requesting, .fetching, .recovering],
    "lostResponse": [.answered, .fetching, .recovering],
    "repeatedRequest": [.requesting, .fetching, .recovering],
    "lateRequest": [.requesting, .fetching, .recovering],
    "repeatedResponse": [.answered, .fetching, .recovering],
    "truncatedRequest": [.requesting, .fetching, .recovering],
    "truncatedResponse": [.answered, .fetching, .recovering],
    "damagedRequest": [.requesting, .fetching, .recovering],
    "damagedResponse": [.answered, .fetching, .recovering],
    "reordered": [.answered, .fetching, .recovering],
    "late": [.idle, .unsent],
    "deviceCrash": [.idle, .unsent, .answered, .fetching, .recovering],
    "hubCrash": [.requesting, .unsent, .fetching, .recovering],
    "deviceCrash.call": [.idle, .unsent, .answered, .fetching, .recovering],
    "deviceCrash.commit": [.idle, .unsent, .answered, .fetching, .recovering],
    "deviceCrash.behindCommit": [.idle, .unsent, .answered, .fetching, .recovering],
    "hubCrash.call": [.requesting, .unsent, .recovering],
    "hubCrash.commit": [.requesting, .unsent, .recovering],
    "hubCrash.behindCommit": [.requesting, .unsent, .recovering],
    "clockJump": [.idle, .unsent, .requesting, .answered, .fetching],
    "droppedSnapshot": [.fetching],
    "interruptedSnapshot": [.fetching],
    "clone": [.idle, .unsent, .requesting, .answered],
    "restore": [.idle, .unsent, .requesting, .answered],
    "bundle": [.idle, .unsent, .requesting, .answered, .fetching, .recovering],
    "dialect": [.idle, .unsent, .recovering],
    "refusedVersion": [.requesting, .recovering],
    "refusedBundleVersion": [.idle, .unsent, .requesting, .answered],
    "forgery": [.idle, .unsent, .requesting, .answered],
    "hubRestore": [.idle, .unsent, .requesting, .answered, .fetching],
  ]

  private static let variants = ["deviceCrash.", "hubCrash.", "dialect", "refused"]

  /// What the worlds should have met and did not, in words; empty for few worlds.
  package static func gaps(in tally: Tally) -> [String] {
    guard tally.seeds >= minimumSeeds else { return [] }
    let least = tally.seeds >= tenThousand ? timesPerTenThousand : 1
    var gaps: [String] = []
    for (fault, states) in expected.sorted(by: { $0.key < $1.key }) {
      // A variant of a disturbance that is counted as a whole too need only be met.
      let needed = variants.contains { fault.hasPrefix($0) } ? 1 : least
      for state in states where tally.faults[FaultPoint(fault: fault, state: state)] ?? 0 < needed {
        gaps.append("\(fault) while \(state.rawValue)")
      }
    }
    gaps += Operation.kinds.filter { tally.kinds[$0] ?? 0 == 0 }
    gaps += Milestone.allCases.filter { tally.milestones[$0] ?? 0 == 0 }.map(\.rawValue)
    let oracle = Check.allCases.filter { $0 != .clockIndependence }
    gaps += oracle.filter { tally.checks[$0] ?? 0 == 0 }.map { "the check of \($0.rawValue)" }
    return gaps
  }
}
