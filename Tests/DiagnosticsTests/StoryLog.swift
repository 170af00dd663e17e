import Diagnostics
import SyncCore

/// A space's history by hand: people write one after another and say what they had received.
struct StoryLog: ChangeSource {
  private(set) var changes: [Change] = []
  private(set) var records: [RecordKey: Record] = [:]
  /// The changes whose bodies are forgotten.
  var forgotten: Set<Dot> = []
  private var clocks: [Dot: VersionVector] = [:]

  /// Writes a field: `shown` is superseded, `received` had arrived since the author's last change.
  @discardableResult
  mutating func write(
    _ replica: ReplicaID, _ value: Value, field: Text = "money", of key: RecordKey = .kemi,
    shown: [Dot] = [], received: [Dot] = [], at minute: Int64, offset: Int64 = 0,
    base: Base? = nil, intent: Intent = .edit, note: Text? = nil, origin: Origin? = nil
  ) -> Dot {
    let last = changes.last { $0.dot.replica == replica }
    let dot = Dot(replica, (last?.dot.sequence ?? 0) + 1)
    let change = Change(
      dot: dot, dependencies: received, time: HybridTime(milliseconds: minute * 60_000),
      actor: Text(replica.user), clockOffset: offset, intent: intent, note: note, origin: origin,
      writes: [Write(key, field, supersedes: shown, value: value, base: base)])
    clocks[dot] = change.clock(after: last.flatMap { clocks[$0.dot] } ?? VersionVector())
    changes.append(change)
    records[key, default: Record(key)].apply(change)
    return dot
  }

  func stamp(of dot: Dot) throws -> Stamp {
    guard let change = changes.first(where: { $0.dot == dot }) else { throw Unknown() }
    return change.stamp
  }

  func change(_ dot: Dot) -> Change? {
    forgotten.contains(dot) ? nil : changes.first { $0.dot == dot }
  }

  func clock(of dot: Dot) -> VersionVector? { forgotten.contains(dot) ? nil : clocks[dot] }

  func rewritingCause(of change: Change) -> RewritingCause {
    let other = change.origin.flatMap { origin in changes.first { $0.dot == origin.dot } }
    return other == nil ? .unknown : .nameUsedTwice
  }

  func offsetLearned(after dot: Dot) throws -> Int64? {
    var learned = LearnedOffset(known: try stamp(of: dot).clockOffset)
    for change in changes where change.dot.replica == dot.replica && change.dot > dot {
      learned.note(forgotten.contains(change.dot) ? nil : change)
    }
    return learned.offset
  }

  func cell(_ field: Text = "money", of key: RecordKey = .kemi) -> Cell? {
    records[key]?.cells[field]
  }

  func explanation(by policy: Policy, field: Text = "money") throws -> Explanation {
    let cell = cell(field)
    return try Explanation(
      of: .kemi, field: field, cell: cell, reading: policy.read(cell) { try stamp(of: $0) },
      policy: policy, from: self)
  }

  struct Unknown: Error {}
}

extension ReplicaID {
  static let anna = ReplicaID(rawValue: 0xA1)
  static let bernd = ReplicaID(rawValue: 0xB2)
  static let carl = ReplicaID(rawValue: 0xC3)

  var user: String {
    switch self {
    case .anna: "anna"
    case .bernd: "bernd"
    default: "carl"
    }
  }

  var party: Encounter.Party { Encounter.Party(user: user, device: "\(user)-fw") }
}

extension RecordKey {
  static let kemi = RecordKey("opportunity", RecordID(truncating: 0x1))
  static let imatra = RecordKey("opportunity", RecordID(truncating: 0x2))
}

/// Numbers are enough of a value for most tests.
extension Value: ExpressibleByIntegerLiteral {
  /// The number.
  public init(integerLiteral value: Int64) { self = .number(Number(integerLiteral: value)) }
}
