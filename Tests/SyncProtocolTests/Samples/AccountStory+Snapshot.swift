import SyncCore
import SyncProtocol

extension AccountStory {
  /// An account of 500 records with 88 kB of text.
  ///
  /// There are 25 opportunities and 40 people; the rest is activities with notes.
  mutating func account() -> SnapshotPart {
    var part = SnapshotPart()
    for ordinal in 1...UInt64(500) {
      let (kind, cells) = content(
        ordinal, deals: part.records[min(1, part.records.count)...].prefix(25))
      let dot = Dot(Self.replicas[integer(0...2)], ordinal)
      part.stamps[dot] = stamp(by: dot.replica)
      var record = Record(RecordKey(kind, id()), cells: [:])
      for (field, value) in cells { record.cells[field] = Cell([Sibling(dot: dot, value: value)]) }
      record.cells["life"] = Cell([Sibling(dot: dot, value: .boolean(true))])
      edit(&record, in: &part, number: ordinal)
      part.records.append(SnapshotRecord(ordinal: ordinal, record: record))
    }
    part.heads = Self.replicas.enumerated().map { index, replica in
      SnapshotHead(
        replica: replica, number: UInt64(index) + 1,
        head: AuthorHead(
          sequence: 900, chain: (0..<32).map { UInt8(truncatingIfNeeded: $0 * 77 + index) },
          clock: VersionVector(Self.replicas.map { Dot($0, 890) })))
    }
    return part
  }

  /// Each replica has its user and its clock.
  private mutating func stamp(by replica: ReplicaID) -> Stamp {
    let index = Self.replicas.firstIndex(of: replica) ?? 0
    return Stamp(time: time(), actor: Self.users[index], clockOffset: Int64(index) * 40)
  }

  /// One record in three was edited once after it was created.
  private mutating func edit(_ record: inout Record, in part: inout SnapshotPart, number: UInt64) {
    guard integer(0...2) == 0 else { return }
    let dot = Dot(Self.replicas[integer(0...2)], 500 + number)
    part.stamps[dot] = stamp(by: dot.replica)
    let fields = record.cells.keys.filter { $0 != "life" }.sorted()
    let field = fields[integer(0...fields.count - 1)]
    guard let old = record.cells[field]?.siblings.first else { return }
    let isReviewed = field == "money" || field == "expectedClose"
    let base = Base(
      dot: old.dot, time: part.stamps[old.dot]?.time ?? .zero, value: old.value)
    record.cells[field] = Cell([
      Sibling(
        dot: dot, value: field == "money" ? money() : old.value, base: isReviewed ? base : nil)
    ])
  }

  private mutating func content(
    _ number: UInt64, deals: ArraySlice<SnapshotRecord>
  ) -> (Text, [Text: Value]) {
    switch number {
    case 1:
      (
        "account",
        ["name": .text("Koskinen Paper"), "owner": .text(user()), "industry": .text("paper")]
      )
    case 2...26: ("opportunity", opportunity())
    case 27...66: ("stakeholder", stakeholder())
    default: ("activity", activity(about: deals))
    }
  }

  private mutating func opportunity() -> [Text: Value] {
    [
      "name": prose(28), "owner": .text(user()), "money": money(),
      "stage": .group(
        Group([
          "stage": word(["selection", "commitment", "solution_vision"]), "evidence": prose(40),
        ])
      ),
      "close": .group(Group(["status": .text("open")])), "expectedClose": day(),
      "nextStep": prose(60),
      "buyingCentre": word(["plant", "group purchasing", "maintenance"]), "deliveryStart": day(),
      "marginPct": Number(mantissa: Int64(integer(100...420)), scale: 1).map(Value.number) ?? .null,
    ]
  }

  private mutating func stakeholder() -> [Text: Value] {
    [
      "name": prose(14), "title": prose(18), "function": word(["finance", "production", "legal"]),
      "email": prose(20), "phone": .text(Text("+358 40 \(integer(1_000_000...9_999_999))")),
      "buyingCentre": word(["plant", "group purchasing"]), "status": .text("active"),
      "key": .boolean(integer(0...3) == 0),
    ]
  }

  private mutating func activity(about deals: ArraySlice<SnapshotRecord>) -> [Text: Value] {
    let deal = deals[integer(deals.startIndex...deals.endIndex - 1)].record.key
    return [
      "kind": word(["visit", "call", "meeting", "mail"]), "happenedOn": day(),
      "objective": prose(34), "outcome": word(["conversation", "advance", "continuation"]),
      "notes": prose(130), "by": .text(user()),
      "opportunity": .reference(Reference(deal)),
    ]
  }
}
