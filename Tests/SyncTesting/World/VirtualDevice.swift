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

  struct Checked: Equatable {
    let vector: VersionVector
    let cursor: UInt64
    let accepted: UInt64
  }

  let index: Int
  let memory: MemoryDevice
  let caller: Caller
  /// The name that the device's user had before enrolment.
  let alias: Text
  let clock: WallClock
  var lane = Lane.idle
  /// What was checked last of each space; an unchanged space need not be checked again.
  var checked: [SpaceID: Checked] = [:]
  /// Editors that were opened and not saved yet.
  var open: [PlannedEdit] = []

  init(
    index: Int, user: Text, replica: ReplicaID, key: DeviceKey, skew: Int64, clock: VirtualClock,
    planted: PlantedFault?
  ) {
    self.index = index
    alias = Text("local\(index)")
    caller = Caller(user: user, publicKey: key.publicKey, actors: [user, alias])
    let wall = WallClock(clock: clock, skew: skew)
    self.clock = wall
    memory = MemoryDevice(
      MemoryDevice.Identity(replica: replica, user: user, key: key), planted: planted,
      wall: { wall.milliseconds })
  }

  var replica: ReplicaID { memory.identity.replica }
}

/// A device's wall clock: the true time and an error.
final class WallClock {
  private let clock: VirtualClock
  /// Milliseconds that this clock is ahead.
  var skew: Int64

  init(clock: VirtualClock, skew: Int64) {
    self.clock = clock
    self.skew = skew
  }

  var milliseconds: Int64 { clock.milliseconds + skew }
}
