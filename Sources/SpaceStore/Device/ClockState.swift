internal import SyncCore

/// A device's clock: the wall clock, the offset that it learned from the hub, and the last hybrid time.
final class ClockState {
  private(set) var hybrid: HybridClock
  /// What is taken off the wall clock, in milliseconds.
  var offset: Int64
  private let wall: @Sendable () -> Int64

  init(last: HybridTime, offset: Int64, wall: @escaping @Sendable () -> Int64) {
    hybrid = HybridClock(last: last)
    self.offset = offset
    self.wall = wall
  }

  var wallMilliseconds: Int64 { wall() }
  var correctedMilliseconds: Int64 { wall() - offset }

  func next() -> HybridTime { hybrid.now(correctedMilliseconds: correctedMilliseconds) }

  func receive(_ time: HybridTime) {
    hybrid.receive(time, correctedMilliseconds: correctedMilliseconds)
  }

  /// The offset that the hub's clock shows: what the wall clock is ahead.
  ///
  /// Below two seconds it is the network's delay rather than the clock's fault: none.
  func learn(hubMilliseconds: UInt64) {
    let difference = wall() - Int64(clamping: hubMilliseconds)
    offset = difference.magnitude < Self.noiseInMilliseconds ? 0 : difference
  }

  private static let noiseInMilliseconds: UInt64 = 2_000
}
