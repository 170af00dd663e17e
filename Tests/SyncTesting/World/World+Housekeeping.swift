internal import SyncCore
internal import SyncSession

extension World {
  private static let millisecondsPerDay: Int64 = 86_400_000
  /// Devices forget the bodies of changes that are older than this and safe at the hub.
  private static let daysOfLog: Int64 = 30

  /// The hub drops what nobody needs any more, and so do the devices.
  func housekeep() throws {
    let now = clock.milliseconds
    let active = contacts.filter { now - $0.value < Sweep.retirementMilliseconds }
    do {
      for space in spaces where hub.spaces[space] != nil {
        let count = try hub.compact(
          space, active: Set(active.keys), now: now, forgettingBodies: true)
        if count.purgedRecords > 0 { reach(.purged) }
        if count.releasedVersions > 0 { reach(.versionsReleased) }
        if count.droppedBodies > 0 { reach(.logTruncated) }
      }
    } catch MemoryStoreFault.crashed {
      reach(.hubCrashed)
      hub.crash = nil
    }
    try lookAtHub(after: nil)
    for device in devices {
      device.memory.forget(before: now - Self.daysOfLog * Self.millisecondsPerDay)
      for space in spaces { try look(device, space) }
    }
  }
}
