package import SyncCore

/// Why a store in memory fails.
package enum MemoryStoreFault: Error, Hashable, Sendable {
  case unknownDot(Dot)
  case unknownSpace(SpaceID)
  /// The program died before the transaction was committed.
  case crashed
}
