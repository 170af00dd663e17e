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

  static func requests() throws -> [VectorCase] {
    let signature = PushSignature(
      salt: [UInt8](repeating: 0x5A, count: PushSignature.saltByteCount),
      signature: [UInt8](repeating: 0xC3, count: PushSignature.signatureByteCount))
    let block = try batches()[0].bytes
    let registration = SpaceRegistration(
      space: space, kind: .account,
      nonce: [UInt8](repeating: 3, count: SpaceRegistration.nonceByteCount))
    let requests: [(String, String, SyncRequest)] = [
      (
        "request-idle", "nothing to send, wait for news",
        SyncRequest(
          listVersion: 3, cursors: .all([250, 90, 0, 1_200, 251]),
          waitMilliseconds: Limits.waitMilliseconds, maximumBytes: Limits.defaultAnswerBytes)
      ),
      (
        "request-edit", "one edit of an amount in space 17",
        SyncRequest(
          listVersion: 3, cursors: .some([SpaceCursor(ordinal: 17, cursor: 250)]),
          pushes: [Push(target: .listed(17), batch: block)],
          maximumBytes: Limits.defaultAnswerBytes, signature: signature)
      ),
      (
        "request-new-space", "a space that the hub does not know, and a missing chunk",
        SyncRequest(
          listVersion: 0, cursors: .some([]), registrations: [registration],
          pushes: [Push(target: .registered(0), batch: block)],
          chunks: [ChunkRequest(ordinal: 4, snapshot: 900, index: 2)], waitMilliseconds: 1,
          maximumBytes: 65_536, signature: signature)
      ),
    ]
    return requests.map { VectorCase($0, $1, $2.encode()) }
  }

  static func responses() throws -> [VectorCase] {
    let lineage = HubLineage(id: 0x0102_0304_0506_0708, generation: 1)
    let now = UInt64(noon.milliseconds)
    let idle = SyncResponse(hubMilliseconds: now, lineage: lineage, listVersion: 3)
    let results: [PushResult] =
      [.accepted, .gap, .missing, .fork, .retry] + Refusal.allCases.map(PushResult.refused)
    let full = SyncResponse(
      hubMilliseconds: now, lineage: lineage, listVersion: 4,
      list: [ListEntry(ordinal: 17, space: space, kind: .account, role: .editor)],
      acknowledgements: results.enumerated().map { index, result in
        Acknowledgement(
          target: index == 0 ? .registered(0) : .listed(UInt64(index)), accepted: 93, durable: 90,
          result: result, recordOrdinals: index == 0 ? [213] : [],
          replicaNumbers: index == 0 ? [3] : [])
      },
      updates: [
        SpaceUpdate(ordinal: 17, content: .changes(cursor: 251, batch: try batches()[0].bytes)),
        SpaceUpdate(
          ordinal: 4, content: .chunk(snapshot: 900, index: 2, count: 3, block: [2, 0, 0, 0])),
      ],
      hasMore: true)
    return [
      VectorCase("response-idle", "nothing new", idle.encode()),
      VectorCase("response-full", "every part and every result", full.encode()),
    ]
  }
}
