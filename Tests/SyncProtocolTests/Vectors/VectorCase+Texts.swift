import SyncCore
import SyncProtocol

extension VectorCase {
  private static let section = RecordKey("prose", RecordID(truncating: 0x5EC7))
  private static let first = Text("The plant stops in May.\nNobody decided.\n")
  private static let second = Text("The plant stops in June.\nNobody decided.\n")
  private static let third = Text("The plant stops in June.\nIda decides.\n")

  /// `May` becomes `June`.
  private static let toSecond = Prose.patch(
    Prose.Patch(
      base: Dot(anna, 1), checksum: Prose.checksum(of: second),
      hunks: [Prose.Hunk(copied: 19, deleted: 3, inserted: Array("June".utf8))]))

  /// `Nobody decided` becomes `Ida decides`.
  private static let toThird = Prose.patch(
    Prose.Patch(
      base: Dot(anna, 2), checksum: Prose.checksum(of: third),
      hunks: [
        Prose.Hunk(copied: 25, deleted: 6, inserted: Array("Ida".utf8)),
        Prose.Hunk(copied: 7, deleted: 1, inserted: Array("s".utf8)),
      ]))

  private static func change(
    _ sequence: UInt64, _ value: Value, over supersedes: [Dot], origin: Origin? = nil,
    intent: Intent = .edit
  ) -> Change {
    Change(
      dot: Dot(anna, sequence), dependencies: sequence == 3 ? [Dot(bernd, 1)] : [],
      time: HybridTime(milliseconds: noon.milliseconds + Int64(sequence)), actor: "anna",
      clockOffset: 0, intent: intent, origin: origin,
      writes: [Write(section, "body", supersedes: supersedes, value: value)])
  }

  /// A text, a patch of it, a patch of two versions, the release of the old ones, a text again.
  static func textSeries() -> [Change] {
    let again = Origin(
      dot: Dot(bernd, 7), hash: [UInt8](repeating: 0xB7, count: 32), actor: "bernd", time: noon)
    return [
      change(1, .prose(.whole(first)), over: []),
      change(2, .prose(toSecond), over: [Dot(anna, 1)]),
      change(3, .prose(toThird), over: [Dot(bernd, 1), Dot(anna, 2)]),
      change(4, .absent, over: [Dot(anna, 1)], intent: .administer),
      change(5, .prose(.whole(third)), over: [Dot(anna, 3)], origin: again),
    ]
  }

  static func texts() -> [VectorCase] {
    let names = [
      ("change-text-whole", "a text as a whole"), ("change-text-patch", "a patch of a text"),
      ("change-text-two", "a patch by somebody who was shown two versions"),
      ("change-absent", "the hub releases an old version"),
      ("change-origin", "a change that was written again under another identity"),
    ]
    let changes = zip(names, textSeries()).map { name, change in
      VectorCase(name.0, name.1, Canonical.encode(change))
    }
    return changes + [
      VectorCase(
        "value-patch", "a patch alone", Canonical.encode(.prose(toThird))),
      VectorCase("cell-past", "a text with its past versions", Canonical.encode(cell())),
    ]
  }

  private static func cell() -> Cell {
    Cell(
      [
        Sibling(
          dot: Dot(anna, 3), value: .prose(toThird), supersedes: [Dot(bernd, 1), Dot(anna, 2)])
      ],
      past: [
        Sibling(dot: Dot(anna, 1), value: .prose(.whole(first))),
        Sibling(dot: Dot(anna, 2), value: .prose(toSecond), supersedes: [Dot(anna, 1)]),
        Sibling(dot: Dot(bernd, 1), value: .prose(.whole(second))),
      ])
  }

  static func textSnapshot() throws -> VectorCase {
    var record = Record(section)
    record.cells["life"] = Cell([Sibling(dot: Dot(anna, 1), value: .boolean(true))])
    record.cells["body"] = cell()
    let stamp = Stamp(time: noon, actor: "anna", clockOffset: 0)
    let dots = [Dot(bernd, 1)] + (1...3).map { Dot(anna, $0) }
    let part = SnapshotPart(
      stamps: Dictionary(uniqueKeysWithValues: dots.map { ($0, stamp) }),
      records: [SnapshotRecord(ordinal: 9, record: record)])
    return VectorCase("snapshot-texts", "a text with its past versions", try part.encode())
  }
}
