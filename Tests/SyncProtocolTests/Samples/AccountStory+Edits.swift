import SyncCore
import SyncProtocol

extension AccountStory {
  /// Single-field edits of one author on records that exist, with the naming that both sides share.
  mutating func edits(_ count: Int) -> (ChangeBatch, SharedNaming) {
    let records = (0..<100).map { _ in RecordKey("opportunity", id()) }
    let creator = Self.replicas[1]
    let author = Self.replicas[0]
    var shown: [RecordKey: [Text: (dot: Dot, base: Base)]] = [:]
    var changes: [Change] = []
    for sequence in 1...UInt64(count) {
      let key = records[integer(0...records.count - 1)]
      let (field, value, isReviewed) = edit()
      let last = shown[key]?[field]
      // What an own write replaced is handed on until the hub has acknowledged it.
      let base = last?.base ?? self.base(of: field, by: creator)
      let dot = Dot(author, sequence)
      let time = time()
      changes.append(
        Change(
          dot: dot, dependencies: [], time: time, actor: "eero", clockOffset: 37, intent: .edit,
          writes: [
            Write(
              key, field, supersedes: [last?.dot ?? base.dot], value: value,
              base: isReviewed ? base : nil)
          ]))
      shown[key, default: [:]][field] = (dot, base)
    }
    let run = ChangeRun(
      replica: author, chainPrefix: [0x3B, 0xC9, 0x44, 0xE1, 0x07, 0x9A, 0xD2, 0x5F],
      changes: changes)
    return (ChangeBatch(runs: [run]), SharedNaming(records: records, replicas: Self.replicas))
  }

  private mutating func base(of field: Text, by creator: ReplicaID) -> Base {
    Base(
      dot: Dot(creator, UInt64(integer(1...400))),
      time: HybridTime(milliseconds: Self.start - Int64(integer(1...20_000_000_000))),
      value: edit(of: field))
  }

  private mutating func edit() -> (field: Text, value: Value, isReviewed: Bool) {
    let fields: [(Text, Bool)] = [
      ("stage", true), ("money", true), ("money", true), ("expectedClose", true),
      ("expectedClose", true), ("marginPct", true), ("nextStep", false), ("nextStep", false),
      ("buyingCentre", false), ("deliveryStart", false), ("effortRemainingDays", false),
    ]
    let (field, isReviewed) = fields[integer(0...fields.count - 1)]
    return (field, edit(of: field), isReviewed)
  }

  private mutating func edit(of field: Text) -> Value {
    switch field {
    case "stage":
      return .group(
        Group([
          "stage": word(["selection", "commitment", "solution_vision"]), "evidence": prose(24),
        ]))
    case "money": return money()
    case "expectedClose", "deliveryStart": return day()
    case "nextStep": return prose(30)
    case "buyingCentre": return word(["plant", "group purchasing", "maintenance"])
    default: return Number(mantissa: Int64(integer(1...400)), scale: 1).map(Value.number) ?? .null
    }
  }
}

/// The numbers that a hub and a device have agreed on.
struct SharedNaming: WireNaming {
  private let records: [RecordKey]
  private let replicas: [ReplicaID]

  init(records: [RecordKey], replicas: [ReplicaID]) {
    self.records = records
    self.replicas = replicas
  }

  func name(of record: RecordKey) -> WireName {
    name(records.firstIndex(of: record))
  }

  func name(of replica: ReplicaID) -> WireName {
    name(replicas.firstIndex(of: replica))
  }

  private func name(_ index: Int?) -> WireName {
    index.map { WireName(number: UInt64($0) + 1, isKnown: true) } ?? .portable
  }

  func record(number: UInt64) -> RecordKey? {
    Int(exactly: number).flatMap { records.indices.contains($0 - 1) ? records[$0 - 1] : nil }
  }

  func replica(number: UInt64) -> ReplicaID? {
    Int(exactly: number).flatMap { replicas.indices.contains($0 - 1) ? replicas[$0 - 1] : nil }
  }
}
