import SyncCore

/// The replicas of the tests' people.
extension ReplicaID {
  static let alice = ReplicaID(rawValue: 0xA1)
  static let bob = ReplicaID(rawValue: 0xB2)
  static let carol = ReplicaID(rawValue: 0xC3)
  static let everybody = [alice, bob, carol]
}

extension Dot {
  static func alice(_ sequence: UInt64) -> Dot { Dot(.alice, sequence) }
  static func bob(_ sequence: UInt64) -> Dot { Dot(.bob, sequence) }
  static func carol(_ sequence: UInt64) -> Dot { Dot(.carol, sequence) }
}

extension RecordKey {
  static let milk = RecordKey("opportunity", RecordID(truncating: 0x1))
  static let bread = RecordKey("opportunity", RecordID(truncating: 0x2))
}

extension Stamp {
  /// A stamp `minute` minutes into the story.
  static func minute(_ minute: Int64) -> Stamp {
    Stamp(time: HybridTime(milliseconds: minute * 60_000), actor: "alice", clockOffset: 0)
  }
}

extension Change {
  init(_ dot: Dot, after dependencies: [Dot] = [], _ writes: [Write]) {
    self.init(
      dot: dot, dependencies: dependencies, time: .zero, actor: "alice", clockOffset: 0,
      intent: .edit, writes: writes)
  }
}

/// One value of every kind, and two where the order within the kind matters.
let valuesOfEveryKind: [Value] = [
  .null, .boolean(false), .boolean(true), .number(-3), .number(12), .day(Day(milliseconds: 0)),
  .text(""), .text("milk"), .reference(Reference(.milk)), .bytes([]), .bytes([1, 2]),
  .group(Group(["amount": .number(12)])), .deleted(shown: VersionVector([.bob(2)])),
  .unknown(tag: 99, payload: [7]),
]

/// Every order of the given elements.
func permutations<Element>(_ elements: [Element]) -> [[Element]] {
  guard let first = elements.first else { return [[]] }
  return permutations(Array(elements.dropFirst())).flatMap { rest in
    (0...rest.count).map { index in
      var order = rest
      order.insert(first, at: index)
      return order
    }
  }
}
