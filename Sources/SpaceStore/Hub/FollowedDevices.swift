internal import SyncCore
internal import Synchronization

/// How far devices that follow have come, as long as that is not written.
///
/// A device that follows says so again after every change that it receives: writing each time would
/// cost a sync of the disk for each device and change. What is lost with the hub's process makes a
/// device seem to be where it was before, and the hub keeps bodies a little longer for it.
final class FollowedDevices: Sendable {
  /// A device's cursors are written at least this often while it follows, in milliseconds.
  static let writeMilliseconds: Int64 = 60_000

  private struct Device {
    var written: Int64
    var cursors: [SpaceID: UInt64] = [:]
  }

  private let devices = Mutex<[[UInt8]: Device]>([:])

  /// Whether what a device says may be written later; then it is kept here.
  ///
  /// `moved` are those of the named cursors that differ from what is written. Where one of them lies
  /// before that, the device was put back, and the hub must know it at once.
  func keep(
    _ moved: [SpaceID: UInt64], of named: [SpaceID: UInt64], by publicKey: [UInt8],
    isForward: Bool, now: Int64
  ) -> Bool {
    devices.withLock { devices in
      guard isForward, let device = devices[publicKey], now >= device.written,
        now - device.written < Self.writeMilliseconds
      else { return false }
      devices[publicKey]?.cursors = device.cursors.filter { named[$0.key] == nil }
        .merging(moved) { _, new in new }
      return true
    }
  }

  /// What a device says of these spaces is what is written of them.
  func drop(_ named: [SpaceID: UInt64], of publicKey: [UInt8]) {
    devices.withLock { devices in
      guard let device = devices[publicKey] else { return }
      devices[publicKey]?.cursors = device.cursors.filter { named[$0.key] == nil }
    }
  }

  /// What a device says of these spaces was written now.
  func noteWritten(_ named: [SpaceID: UInt64], of publicKey: [UInt8], now: Int64) {
    devices.withLock { devices in
      let others = devices[publicKey]?.cursors.filter { named[$0.key] == nil }
      devices[publicKey] = Device(written: now, cursors: others ?? [:])
    }
  }

  /// Takes what is kept of a device, or of all of them, to be written.
  func take(_ publicKey: [UInt8]? = nil) -> [(publicKey: [UInt8], cursors: [SpaceID: UInt64])] {
    devices.withLock { devices in
      let taken = devices.filter { !$1.cursors.isEmpty && (publicKey ?? $0) == $0 }
      for key in taken.keys { devices[key] = nil }
      return taken.map { ($0, $1.cursors) }
    }
  }
}
