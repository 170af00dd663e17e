internal import SyncCore
internal import SyncProtocol
internal import SyncSession

/// A device of a world with the person at it and its place in a conversation.
final class VirtualDevice {
  /// Where the device's conversation stands.
  enum Lane {
    case idle
    case requesting(VirtualSession, [UInt8])
    case answered(VirtualSession, [UInt8], hubStep: Int)
  }

  let index: Int
  var memory: MemoryDevice
  let caller: Caller
  /// The name that the device's user had before enrolment.
  let alias: Text
  let clock: WallClock
  var lane = Lane.idle
  /// Editors that were opened and not saved yet.
  var open: [PlannedEdit] = []
  /// What was put aside of the device's directory.
  var backup: MemoryDevice?
  /// No time that the device gives out may lie beyond, in milliseconds since 1970: what its corrected
  /// clock has shown, and five minutes.
  var latestTime: Int64 = 0
  /// Whether the program knows the fields and kinds of the newer schema.
  var isNewer: Bool
  /// Which form of the protocol the program speaks.
  var dialect = Dialect.present

  init(
    index: Int, memory: MemoryDevice, caller: Caller, alias: Text, clock: WallClock, isNewer: Bool
  ) {
    self.index = index
    self.memory = memory
    self.caller = caller
    self.alias = alias
    self.clock = clock
    self.isNewer = isNewer
  }

  var holder: Oracle.Holder { .device(index) }
}
