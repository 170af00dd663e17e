import SyncCore
import SyncProtocol

extension VectorCase {
  static func batches() throws -> [VectorCase] {
    func block(_ changes: [Change], _ naming: some WireNaming) throws -> [UInt8] {
      let run = ChangeRun(replica: changes[0].dot.replica, chainPrefix: prefix, changes: changes)
      return try ChangeBatch(runs: [run]).encode(naming: naming).block
    }
    return [
      VectorCase(
        "batch-edit", "the change of change-edit where both sides know record and replicas",
        try block([edit], VectorNaming())),
      VectorCase(
        "portable-edit", "the same in full, as bundles carry it",
        try block([edit], PortableNaming())),
      VectorCase(
        "batch-series", "a series without network: bases handed on, a new record, a reference",
        try block(series(), VectorNaming())),
      VectorCase(
        "batch-unknown", "the change of change-unknown", try block([tomorrow], VectorNaming())),
      VectorCase(
        "batch-empty", "no changes", try ChangeBatch(runs: []).encode(naming: VectorNaming()).block),
      VectorCase(
        "batch-texts", "texts whole and as patches, a release, a change written again",
        try block(textSeries(), VectorNaming())),
      VectorCase(
        "batch-deflated", "a note that is worth deflating", try block([note()], VectorNaming())),
    ]
  }

  private static func series() -> [Change] {
    let later = HybridTime(milliseconds: noon.milliseconds + 60_000)
    let last = HybridTime(milliseconds: noon.milliseconds + 60_000, counter: 1)
    let own = Dot(anna, 94)
    return [
      edit,
      Change(
        dot: own, dependencies: [Dot(bernd, 120)], time: later, actor: "anna", clockOffset: 37,
        intent: .edit,
        writes: [
          Write(newDeal, "life", supersedes: [], value: .boolean(true)),
          Write(newDeal, "name", supersedes: [], value: .text("Line 3")),
          Write(
            deal, "money", supersedes: [edit.dot], value: money(1_500_000),
            base: edit.writes[0].base),
        ]),
      Change(
        dot: Dot(anna, 95), dependencies: [], time: last, actor: "anna@team", clockOffset: 36,
        intent: .resolve, note: "agreed",
        writes: [
          Write(
            deal, "money", supersedes: [own], value: money(1_500_001),
            base: Base(dot: own, time: later, value: money(1_500_000))),
          Write(deal, "origin", supersedes: [], value: .reference(Reference(newDeal))),
          Write(
            deal, "expectedClose", supersedes: [],
            value: Day("2026-03-31").map(Value.day) ?? .null),
        ]),
    ]
  }

  private static func note() -> Change {
    let text =
      "Called the plant manager and asked for the numbers. She said that the budget is approved. "
    return Change(
      dot: Dot(anna, 1), dependencies: [], time: noon, actor: "anna", clockOffset: 0,
      intent: .edit,
      writes: [
        Write(
          RecordKey("note", RecordID(truncating: 1)), "body", supersedes: [],
          value: .text(Text(text)))
      ])
  }

  static func snapshot() throws -> VectorCase {
    let before = Dot(bernd, 118)
    let base = edit.writes[0].base
    var record = Record(deal)
    record.cells["life"] = Cell([Sibling(dot: before, value: .boolean(true))])
    record.cells["name"] = Cell([Sibling(dot: Dot(bernd, 119), value: .text("Line 2"))])
    record.cells["expectedClose"] = Cell([
      Sibling(dot: before, value: Day("2026-03-31").map(Value.day) ?? .null)
    ])
    record.cells["money"] = Cell([
      Sibling(dot: Dot(anna, 93), value: money(1_450_000), base: base),
      Sibling(dot: Dot(bernd, 119), value: money(980_000), base: base),
    ])
    let clock = VersionVector([Dot(bernd, 118)])
    let part = SnapshotPart(
      heads: [
        SnapshotHead(
          replica: anna, number: 1,
          head: AuthorHead(
            sequence: 93, chain: [UInt8](repeating: 0xC1, count: 32), clock: clock))
      ],
      stamps: [
        before: Stamp(time: base?.time ?? noon, actor: "bernd", clockOffset: 0),
        Dot(bernd, 119): Stamp(time: noon, actor: "bernd", clockOffset: 0),
        Dot(anna, 93): edit.stamp,
      ],
      clocks: [Dot(anna, 93): clock, Dot(bernd, 119): clock],
      records: [SnapshotRecord(ordinal: 212, record: record)])
    return VectorCase("snapshot-conflict", "one record with a conflict", try part.encode())
  }

  static func comparingSnapshot() throws -> VectorCase {
    let states = (1...3).map { count in
      (dot: Dot(anna, count), prefix: [UInt8](repeating: UInt8(count), count: 8))
    }
    let rewriting = KnownRewriting(
      origin: Dot(bernd, 119), hash: [UInt8](repeating: 0x5A, count: 32), dot: Dot(anna, 3))
    let part = SnapshotPart(spines: SnapshotSpine.joining(states), rewritings: [rewriting])
    return VectorCase(
      "snapshot-comparing", "what a device compares its history with", try part.encode())
  }
}
