/// The name of a change within its space: its author's replica and the author's own count.
///
/// `sequence` runs 1, 2, 3 … without a gap for each space and replica.
/// Text form: `replica:sequence`, for example `00000000000000a1:7`.
///
/// Source: Almeida et al., "Scalable and Accurate Causality Tracking", 2014 (dotted version vectors).
package struct Dot: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let replica: ReplicaID
  package let sequence: UInt64

  package init(_ replica: ReplicaID, _ sequence: UInt64) {
    self.replica = replica
    self.sequence = sequence
  }

  /// The dot of a text form, or nil where the text is not `replica:sequence`.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let replica = ReplicaID(parts[0]), let sequence = UInt64(parts[1]),
      sequence > 0, parts[1].utf8.first != UInt8(ascii: "+")
    else { return nil }
    self.init(replica, sequence)
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.replica, left.sequence) < (right.replica, right.sequence)
  }

  package var description: String { "\(replica):\(sequence)" }
}
