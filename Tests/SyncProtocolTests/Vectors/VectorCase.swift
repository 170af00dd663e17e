import SyncCore
import SyncProtocol

/// The accepted vectors as the program makes them: a name, what it shows, and the bytes.
struct VectorCase {
  let name: String
  let comment: String
  let bytes: [UInt8]

  init(_ name: String, _ comment: String, _ bytes: [UInt8]) {
    self.name = name
    self.comment = comment
    self.bytes = bytes
  }

  static let anna = ReplicaID(rawValue: 0x8F1C_2204_77B9_03E5)
  static let bernd = ReplicaID(rawValue: 0x21D0_94AE_5C3B_F716)
  static let deal = RecordKey("opportunity", RecordID(truncating: 0x3A5F_00C1_92D4_7E68))
  static let newDeal = RecordKey("opportunity", RecordID(truncating: 0x1122_3344_5566_7788))
  static let prefix: [UInt8] = [0x3B, 0xC9, 0x44, 0xE1, 0x07, 0x9A, 0xD2, 0x5F]
  static let noon = HybridTime(milliseconds: 1_772_000_000_000)
  static let zeros = [UInt8](repeating: 0, count: SpaceID.byteCount)
  static let space = SpaceID(bytes: zeros) ?? SpaceIdentity.space(publicKey: [], nonce: [])

  static func all() throws -> [VectorCase] {
    try changes() + texts() + parts() + batches() + [
      snapshot(), textSnapshot(), comparingSnapshot(),
    ] + requests()
      + responses() + bundles()
  }

  static func money(_ amount: Number) -> Value {
    .group(Group(["amount": .number(amount), "currency": .text("EUR")]))
  }

  /// Anna's change of an amount that Bernd wrote two days before.
  static let edit: Change = {
    let shown = Dot(bernd, 118)
    let before = HybridTime(milliseconds: noon.milliseconds - 2 * Day.millisecondsPerDay)
    return Change(
      dot: Dot(anna, 93), dependencies: [], time: noon, actor: "anna", clockOffset: 37,
      intent: .edit,
      writes: [
        Write(
          deal, "money", supersedes: [shown], value: money(1_450_000),
          base: Base(dot: shown, time: before, value: money(1_200_000)))
      ])
  }()

  static let everyValue: [(name: String, value: Value)] = [
    ("null", .null), ("false", .boolean(false)), ("true", .boolean(true)),
    ("number", Number(mantissa: -1_234_567, scale: 2).map(Value.number) ?? .null),
    ("text", .text("Grüße, e\u{301}")),
    ("day", Day("2026-03-31").map(Value.day) ?? .null),
    ("reference", .reference(Reference(deal))),
    ("reference-elsewhere", .reference(Reference(deal, in: space))),
    ("bytes", .bytes([0, 1, 254, 255])), ("group", money(1_450_000)),
    ("deleted", .deleted(shown: VersionVector([Dot(anna, 7), Dot(bernd, 300)]))),
    ("text-version", .prose(.whole("One text.\n"))), ("absent", .absent),
    ("unknown", .unknown(tag: 200, payload: [0xDE, 0xAD])),
  ]

  private static let everything = Change(
    dot: Dot(anna, 300), dependencies: [Dot(bernd, 16_384)],
    time: HybridTime(milliseconds: noon.milliseconds, counter: 2), actor: "anna",
    clockOffset: -4_200, intent: .resolve, note: "agreed with Bernd on the phone",
    writes: everyValue.map { Write(deal, Text("f_\($0.name)"), supersedes: [], value: $0.value) }
      + [Write(deal, "life", supersedes: [Dot(anna, 12), Dot(bernd, 3)], value: .boolean(true))],
    extensions: [
      ChangeExtension(key: 2, payload: [1, 2, 3]), ChangeExtension(key: 900, payload: []),
    ])

  /// Everything about it is news to this program.
  static let tomorrow = Change(
    dot: Dot(anna, 94), dependencies: [], time: noon, actor: "anna", clockOffset: 0,
    intent: Intent(rawValue: 77),
    writes: [
      Write(
        RecordKey("hologram", RecordID(truncating: 5)), "shimmer", supersedes: [Dot(anna, 1)],
        value: .unknown(tag: 31, payload: [9, 8, 7]),
        base: Base(dot: Dot(anna, 1), time: noon, value: .unknown(tag: 32, payload: [])))
    ],
    extensions: [ChangeExtension(key: 5_000, payload: [0xFF])])

  private static func changes() -> [VectorCase] {
    [
      VectorCase(
        "change-edit", "one edit of an amount, with its base", Canonical.encode(edit)),
      VectorCase(
        "change-everything", "each kind of value and each optional part",
        Canonical.encode(everything)),
      VectorCase(
        "change-unknown", "kind, field, value, intent and extension of a newer program",
        Canonical.encode(tomorrow)),
      VectorCase(
        "chain-edit", "hashes and ids that follow from known bytes", Canonical.encode(edit)),
    ]
  }

  private static func parts() -> [VectorCase] {
    let sibling = Sibling(dot: Dot(anna, 93), value: money(1_450_000), base: edit.writes[0].base)
    let other = Sibling(dot: Dot(bernd, 119), value: money(980_000), base: edit.writes[0].base)
    let basis = Basis(dots: [Dot(bernd, 118)], base: edit.writes[0].base)
    return everyValue.map {
      VectorCase("value-\($0.name)", "a value alone", Canonical.encode($0.value))
    } + [
      VectorCase(
        "siblings-conflict", "two amounts that nobody decided between",
        Canonical.encode(Cell([sibling, other]).siblings)),
      VectorCase("basis-shown", "the token of what was shown", Canonical.encode(basis)),
      VectorCase("basis-unset", "nobody had written the field", Canonical.encode(Basis.unset)),
      VectorCase(
        "vector-two", "two replicas",
        Canonical.encode(VersionVector([Dot(anna, 93), Dot(bernd, 118)]))),
    ]
  }
}
