import SyncCore
import SyncProtocol

/// The readable form of decoded messages beside each vector: one fact a line, indented by depth.
struct Description {
  private(set) var text = ""
  private var depth = 0

  mutating func line(_ line: String) {
    text += String(repeating: "  ", count: depth) + line + "\n"
  }

  mutating func block(_ title: String, _ content: (inout Description) -> Void) {
    line(title)
    depth += 1
    content(&self)
    depth -= 1
  }

  mutating func change(_ change: Change) {
    block("change \(change.dot)") {
      if !change.dependencies.isEmpty { $0.line("depends on \(Self.dots(change.dependencies))") }
      $0.line("time \(change.time)")
      $0.line("actor \(change.actor)")
      $0.line("clock offset \(change.clockOffset) ms")
      $0.line("intent \(change.intent.rawValue)")
      if let note = change.note { $0.line("note \(Self.quoted(note))") }
      if let origin = change.origin {
        $0.line("origin \(origin.dot) at \(origin.time) by \(origin.actor)")
        $0.line("origin's hash \(Hexadecimal.text(origin.hash))")
      }
      for write in change.writes { $0.write(write) }
      for addition in change.extensions {
        $0.line("extension \(addition.key) \(Hexadecimal.text(addition.payload))")
      }
    }
  }

  private mutating func write(_ write: Write) {
    block("write \(write.key) \(write.field)") {
      if !write.supersedes.isEmpty { $0.line("supersedes \(Self.dots(write.supersedes))") }
      $0.line("value \(Self.value(write.value))")
      $0.base(write.base)
    }
  }

  mutating func base(_ base: Base?) {
    guard let base else { return }
    line("base \(base.dot) at \(base.time) \(Self.value(base.value))")
  }

  mutating func batch(_ batch: ChangeBatch) {
    for run in batch.runs {
      block("run of \(run.replica) after \(Hexadecimal.text(run.chainPrefix))") {
        for change in run.changes { $0.change(change) }
      }
    }
  }

  mutating func record(_ record: Record) {
    for (field, cell) in record.cells.sorted(by: { $0.key < $1.key }) {
      block("\(field)") {
        for sibling in cell.siblings { $0.sibling("sibling", sibling) }
        for sibling in cell.past { $0.sibling("past", sibling) }
      }
    }
  }

  private mutating func sibling(_ word: String, _ sibling: Sibling) {
    line("\(word) \(sibling.dot) \(Self.value(sibling.value))")
    base(sibling.base)
    if !sibling.supersedes.isEmpty { line("superseded \(Self.dots(sibling.supersedes))") }
  }

  mutating func part(_ part: SnapshotPart) {
    for entry in part.heads {
      block("head of \(entry.replica), number \(entry.number)") {
        $0.line("sequence \(entry.head.sequence)")
        $0.line("chain \(Hexadecimal.text(entry.head.chain))")
        $0.line("clock \(entry.head.clock)")
      }
    }
    for (dot, stamp) in part.stamps.sorted(by: { $0.key < $1.key }) {
      line("stamp \(dot) at \(stamp.time) by \(stamp.actor), offset \(stamp.clockOffset) ms")
    }
    for (dot, clock) in part.clocks.sorted(by: { $0.key < $1.key }) {
      line("clock \(dot): \(clock)")
    }
    for entry in part.records {
      block("record \(entry.ordinal) \(entry.record.key)") { $0.record(entry.record) }
    }
    for spine in part.spines {
      for (index, prefix) in spine.prefixes.enumerated() {
        line("chain \(Dot(spine.replica, spine.from + UInt64(index))): \(Hexadecimal.text(prefix))")
      }
    }
    for rewriting in part.rewritings {
      line(
        "\(rewriting.dot) is \(rewriting.origin) \(Hexadecimal.text(rewriting.hash)) again")
    }
  }

  static func dots(_ dots: [Dot]) -> String { dots.map(\.description).joined(separator: " ") }

  static func quoted(_ text: Text) -> String { "\"\(text)\"" }

  static func value(_ value: Value) -> String {
    switch value {
    case .null: "null"
    case .boolean(let flag): "\(flag)"
    case .number(let number): "number \(number)"
    case .text(let text): "text \(quoted(text))"
    case .day(let day): "day \(day)"
    case .reference(let reference): "reference \(reference)"
    case .bytes(let bytes): "bytes \(Hexadecimal.text(bytes))"
    case .group(let group):
      "group { "
        + group.members.map { "\($0.name): \(self.value($0.value))" }
        .joined(separator: ", ") + " }"
    case .deleted(let shown): "deleted, shown \(shown)"
    case .prose(.whole(let text)): "text version \(quoted(text))"
    case .prose(.patch(let patch)):
      "patch of \(patch.base), checksum \(patch.checksum)"
        + patch.hunks.map {
          ", keep \($0.copied) delete \($0.deleted) insert \(Hexadecimal.text($0.inserted))"
        }.joined()
    case .absent: "absent"
    case .unknown(let tag, let payload): "unknown \(tag) \(Hexadecimal.text(payload))"
    }
  }
}
