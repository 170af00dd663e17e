package import SyncCore

/// A cell whose latest write depends on a clock correction: by the raw clocks another value would win.
package struct ClockFinding: Hashable, Sendable {
  /// A live write of the cell with what its change says about its time.
  package struct Contender: Hashable, Sendable {
    package let dot: Dot
    package let value: Value
    package let stamp: Stamp

    package init(dot: Dot, value: Value, stamp: Stamp) {
      self.dot = dot
      self.value = value
      self.stamp = stamp
    }
  }

  /// The latest by corrected time: its value is in force.
  package let winner: Contender
  /// The latest by the authors' uncorrected clocks.
  package let rawWinner: Contender

  /// The finding among the siblings of a cell that ``Policy/latest`` or its review form decides.
  ///
  /// Nil where both clocks choose the same value.
  package init?(among contenders: [Contender]) {
    let winner = contenders.max { ($0.stamp.time, $0.dot) < ($1.stamp.time, $1.dot) }
    let rawWinner = contenders.max { $0.rawOrder < $1.rawOrder }
    guard let winner, let rawWinner, winner.value != rawWinner.value else { return nil }
    self.winner = winner
    self.rawWinner = rawWinner
  }
}

extension ClockFinding.Contender {
  fileprivate var rawOrder: (Int64, UInt16, Dot) {
    (stamp.uncorrectedMilliseconds, stamp.time.counter, dot)
  }
}
