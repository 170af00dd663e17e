internal import SyncSession

/// What one world did, and what the oracle found.
package struct WorldReport: Sendable {
  package let seed: Seed
  /// What does not hold; nil where everything does.
  package var finding: Finding?
  /// How many operations were begun.
  package var operations = 0
  package var trace = Trace()
  package var changes = 0
  /// Changes that met another one of the same cell, neither knowing of the other.
  package var concurrentChanges = 0
  /// How often each fault met each state of a conversation.
  package var faults: [FaultPoint: Int] = [:]
  package var milestones: [Milestone: Int] = [:]
  /// How often each kind of operation happened.
  package var kinds: [String: Int] = [:]
  package var checks: [Check: Int] = [:]
  /// What the hub holds without anything that a clock decides; of clock-blind worlds alone.
  var timelessState: [String] = []

  package init(seed: Seed) { self.seed = seed }

  /// One line that says how to see the finding again.
  package var reproduction: String {
    "tools/simulate --seeds 1 --from \(seed.rawValue)  # \(finding?.description ?? "fine")"
  }
}

/// A kind of disturbance and the state of the device's conversation that it met.
package struct FaultPoint: Hashable, Comparable, Sendable {
  package let fault: String
  package let state: ProtocolState

  package init(fault: String, state: ProtocolState) {
    self.fault = fault
    self.state = state
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.fault, left.state.rawValue) < (right.fault, right.state.rawValue)
  }
}

/// Where a device stands between two messages.
package enum ProtocolState: String, CaseIterable, Sendable {
  /// Nothing is under way and nothing is left to send.
  case idle
  /// Nothing is under way, changes wait to be sent.
  case unsent
  /// A request is on its way.
  case requesting
  /// An answer is on its way.
  case answered
  /// A part of a snapshot is here.
  case fetching
  /// A space is being recovered.
  case recovering
}

/// What some worlds must reach, so that the tests are known to try it.
package enum Milestone: String, CaseIterable, Sendable, Comparable {
  case resolution, candidateReplaced, staleSave, deletion, restoration
  case snapshotLoaded, spaceRegistered, deviceJoined, refusedThenTaken, keptInOutbox
  case deviceCrashed, hubCrashed, cloned, restored, hubRestored, writtenAgain, newIdentity
  case purged, versionsReleased, logTruncated, longAbsence, quarantined, upgraded, bundleTaken
  case bundleRefused, lossByDisaster, editorOutlived, editorKept
  case extended, versionRefused, unheardEdit

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
