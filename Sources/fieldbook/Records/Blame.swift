import AccountModel
import DiagnosticReports
import SpaceStore
import SyncCore

/// Each field of a record as it stands, with everybody who wrote it.
struct Blame {
  private struct Line {
    let field: FieldDescription
    let reading: Reading
    let writes: [(dot: Dot, stamp: Stamp)]
  }

  private let replica: Replica
  private let space: SpaceID
  private let entries: [Line]

  var isEmpty: Bool { entries.isEmpty }

  /// `only` is the field that is asked for; nil for all that somebody wrote.
  init(_ found: FoundRecord, _ only: FieldDescription?, _ replica: Replica) throws {
    self.replica = replica
    space = found.space
    let kind = try replica.finder.kind(of: found)
    entries = try replica.store.read(found.space) { ledger in
      let record = try ledger.record(found.key)
      return try kind.fields.filter { only == nil || $0.name == only?.name }.compactMap { field in
        let reading = try ledger.reading(of: record, field.name)
        guard reading.status != .unset else { return nil }
        let writes = try reading.candidates.flatMap(\.dots).map { ($0, try ledger.stamp(of: $0)) }
        return Line(field: field, reading: reading, writes: writes)
      }
    }
  }

  var json: JSON {
    .array(
      entries.map { line in
        .object([
          "field": .string(line.field.name.string), "value": JSON(line.reading.value),
          "status": .string(line.reading.status.rawValue),
          "writes": .array(
            line.writes.map { dot, stamp in
              .object([
                "user": .string(replica.people.user(stamp.actor, on: dot.replica)),
                "device": .string(replica.people.device(dot.replica)),
                "at": .string(LocalTime.universal(stamp.time.milliseconds)),
                "dot": .string("\(dot)"),
              ])
            }),
        ])
      })
  }

  var lines: [String] {
    get throws {
      let texts = ValueText(store: replica.store, space: space)
      var columns = Columns()
      for line in entries {
        let value = try texts.text(line.reading.value, line.field.type)
        for (index, write) in line.writes.enumerated() {
          let mark = line.reading.status == .conflict ? "  ← in conflict" : ""
          columns.add([
            index == 0 ? line.field.name.string : "", index == 0 ? Self.cut(value) : "",
            replica.people.author(write.dot, write.stamp),
            LocalTime.text(write.stamp.time.milliseconds), "\(write.dot)\(mark)",
          ])
        }
      }
      return columns.lines
    }
  }

  /// Blame asks who; `show` prints the whole text.
  private static func cut(_ text: String) -> String {
    let widest = 40
    let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    return line.count > widest ? "\(line.prefix(widest - 1))…" : line
  }
}
