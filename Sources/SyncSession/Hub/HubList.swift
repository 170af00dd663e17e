package import SyncProtocol

/// A user's spaces.
package struct HubList: Hashable, Sendable {
  package let version: UInt64
  package let spaces: [HubListSpace]
  /// The version since which ordinals mean what they mean: a restored hub gives them out anew.
  package let ordinalsSince: UInt64

  package init(version: UInt64, spaces: [HubListSpace], ordinalsSince: UInt64 = 0) {
    self.version = version
    self.spaces = spaces
    self.ordinalsSince = ordinalsSince
  }

  /// Whether a device with this version of the list may mean other spaces by its ordinals.
  package func isForeign(_ version: UInt64) -> Bool {
    version > 0 && (version < ordinalsSince || version > self.version)
  }
}

/// One line of a user's list, as the hub keeps it.
package struct HubListSpace: Hashable, Sendable {
  package let entry: ListEntry
  /// The list's version at which the line last changed.
  package let changedAt: UInt64
  /// The space's greatest hub sequence.
  package let hubSequence: UInt64
  /// The hash of the history there, 8 bytes: see `HistoryHash`.
  package let history: [UInt8]

  package init(
    entry: ListEntry, changedAt: UInt64, hubSequence: UInt64, history: [UInt8]
  ) {
    self.entry = entry
    self.changedAt = changedAt
    self.hubSequence = hubSequence
    self.history = history
  }
}
