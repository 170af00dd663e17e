package import SyncCore

/// A value in force that a clock decided: by another reading of the clocks another would be.
package struct ClockVerdict: Hashable, Sendable {
  package enum Cause: Hashable, Sendable {
    /// Without the corrections that the devices made, the other write would win.
    case correction
    /// The clock was found to be wrong at the first contact after the write; by what was learned
    /// then, the other write would win.
    case learnedLater
  }

  package let cause: Cause
  /// The live write whose value is in force.
  package let winner: Dot
  package let winnerValue: Value
  /// The one that would win by the other reading of the clocks.
  package let other: Dot
  package let otherValue: Value
  /// Whose clock is spoken of: milliseconds that it was ahead; negative where it was behind.
  package let skewed: Dot
  package let skew: Int64
}

extension ClockVerdict {
  /// The verdict on a cell that goes by time; nil where every reading of the clocks agrees.
  package init?(
    on cell: Cell?, policy: Policy, from source: some ChangeSource
  ) throws {
    guard let siblings = cell?.siblings, siblings.count > 1, let isBetter = policy.timeOrder else {
      return nil
    }
    let contenders = try siblings.map { sibling in
      let stamp = try source.stamp(of: sibling.dot)
      let later = try source.offsetLearned(after: sibling.dot)
      return Contender(sibling: sibling, stamp: stamp, later: later ?? stamp.clockOffset)
    }
    guard let winner = contenders.best(by: isBetter, \.corrected) else { return nil }
    for (cause, reading) in [(Cause.correction, \Contender.raw), (.learnedLater, \.learned)] {
      guard let other = contenders.best(by: isBetter, reading),
        other.sibling.value != winner.sibling.value
      else { continue }
      let skewed = [winner, other].max { $0.skew(cause).magnitude < $1.skew(cause).magnitude }
      self.init(
        cause: cause, winner: winner.sibling.dot, winnerValue: winner.sibling.value,
        other: other.sibling.dot, otherValue: other.sibling.value,
        skewed: (skewed ?? winner).sibling.dot, skew: (skewed ?? winner).skew(cause))
      return
    }
    return nil
  }
}

extension Policy {
  /// Whether the policy goes by time, and if so which of two times wins; nil for all others.
  fileprivate var timeOrder: ((Contender.Order, Contender.Order) -> Bool)? {
    switch self {
    case .latest, .reviewLatest: { $0 > $1 }
    case .first: { $0 < $1 }
    default: nil
    }
  }
}

/// A live write with the three readings of its author's clock.
private struct Contender {
  typealias Order = (Int64, UInt16, Dot)

  let sibling: Sibling
  let stamp: Stamp
  /// The clock offset that the author's replica found at its next contact with the hub.
  let later: Int64

  var corrected: Order { (stamp.time.milliseconds, stamp.time.counter, sibling.dot) }
  var raw: Order { (stamp.uncorrectedMilliseconds, stamp.time.counter, sibling.dot) }
  var learned: Order {
    (stamp.uncorrectedMilliseconds - later, stamp.time.counter, sibling.dot)
  }

  func skew(_ cause: ClockVerdict.Cause) -> Int64 {
    cause == .correction ? stamp.clockOffset : later - stamp.clockOffset
  }
}

extension [Contender] {
  fileprivate func best(
    by isBetter: (Contender.Order, Contender.Order) -> Bool,
    _ reading: KeyPath<Contender, Contender.Order>
  ) -> Contender? {
    self.min { isBetter($0[keyPath: reading], $1[keyPath: reading]) }
  }
}
