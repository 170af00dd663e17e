import AccountModel
import SyncCore
import SyncTesting

/// A long history of one account's opportunities: many devices, one edit after the other.
struct EditHistory {
  private static let start: Int64 = 1_767_225_600_000
  /// Edits of one account come some hours apart.
  private static let pause: ClosedRange<Int64> = 60_000...20_000_000

  /// The opportunities' own changes, then the edits.
  let changes: [Change]
  /// How many cells all changes write.
  var fieldVersions: Int { changes.reduce(0) { $0 + $1.writes.count } }

  /// `devices` write in turns as the seed has it; each has seen everything that came before.
  init(opportunities: Int, devices: Int, edits: Int, seed: UInt64) {
    var dice = Seed(rawValue: seed).generator
    var words = Vocabulary(Seed(rawValue: seed))
    let values = FieldValues(targets: [:])
    let kind = Opportunity.schema.description
    let fields = kind.fields.filter { $0.policy != .first }
    var sequences = [UInt64](repeating: 0, count: devices)
    var seen = [VersionVector](repeating: VersionVector(), count: devices)
    var vector = VersionVector()
    var live: [RecordKey: [Text: (dot: Dot, value: Value)]] = [:]
    var time = Self.start
    var changes: [Change] = []

    func commit(_ device: Int, _ writes: [Write]) {
      sequences[device] += 1
      let dot = Dot(ReplicaID(rawValue: UInt64(device) + 1), sequences[device])
      time += Int64.random(in: Self.pause, using: &dice)
      changes.append(
        Change(
          dot: dot,
          dependencies: vector.subtracting(seen[device]).filter { $0.replica != dot.replica },
          time: HybridTime(milliseconds: time, counter: 0),
          actor: Text("seller\(device)"), clockOffset: 0, intent: .edit, note: nil, origin: nil,
          writes: writes, extensions: []))
      vector.insert(dot)
      seen[device] = vector
      for write in writes { live[write.key, default: [:]][write.field] = (dot, write.value) }
    }

    let keys = (0..<opportunities).map { _ in RecordKey(kind.name, words.identifier()) }
    for key in keys {
      let entries = kind.fields.map { ($0.name, values.value(of: $0, in: kind.name, &words)) }
      let writes = entries.filter { !$0.1.isNull }
        .map { Write(key, $0.0, supersedes: [], value: $0.1) }
      let life = Write(key, Field.life, supersedes: [], value: .boolean(true))
      commit(Int.random(in: 0..<devices, using: &dice), writes + [life])
    }
    for _ in 0..<edits {
      let key = keys[Int.random(in: 0..<keys.count, using: &dice)]
      let field = fields[Int.random(in: 0..<fields.count, using: &dice)]
      let shown = live[key]?[field.name]
      let edited = values.edited(shown?.value ?? .null, of: field, in: kind.name, &words).value
      commit(
        Int.random(in: 0..<devices, using: &dice),
        [Write(key, field.name, supersedes: shown.map { [$0.dot] } ?? [], value: edited)])
    }
    self.changes = changes
  }
}
