import DiagnosticReports
import Diagnostics
import SpaceStore
import SyncCore

extension CellView {
  /// A merged text: the text in force, who wrote its versions, and the places that wait.
  func textLines(_ merge: TextMerge, _ replica: Replica, account: String) throws -> [String] {
    let texts = ValueText(store: replica.store, space: record.space)
    let count = counted(candidates.count, "version")
    var lines = [
      "\(account) · \(record.title) · \(field.name)",
      "  merged    by \(policy.rawValue) from \(count); \(merge.waiting)",
    ]
    if merge.isClean {
      lines += Block.lines("  in force  ", try texts.text(reading.value, field.type))
    }
    for (index, candidate) in candidates.enumerated() {
      let writes = try candidate.writes.flatMap { write in
        try WriteText(write, of: self, texts: texts, people: replica.people).lines
      }
      lines += Block.lines("  \(index + 1))  ", writes.joined(separator: "\n"))
    }
    return lines + placeLines(merge)
  }

  /// The places of a text that wait for a person: what stood there, and what each version says.
  func placeLines(_ merge: TextMerge) -> [String] {
    let places = merge.conflicts
    return places.enumerated().flatMap { index, place in
      let title = places.count == 1 ? "  place" : "  place \(index + 1) of \(places.count)"
      let base = place.base.isEmpty ? "(nothing stood here)" : place.base.string
      return [title] + Block.lines("    base  ", base)
        + place.sides.flatMap { side in
          Block.lines(
            "    \(numbers(of: side))  ", side.text.isEmpty ? "(deleted)" : side.text.string)
        }
    }
  }

  /// `1)`: the numbers of the candidates that say so.
  private func numbers(of side: TextMerge.Side) -> String {
    let numbers = candidates.enumerated().filter { _, candidate in
      candidate.writes.contains { side.dots.contains($0.dot) }
    }.map { "\($0.offset + 1)" }
    return numbers.joined(separator: ",") + ")"
  }
}

extension TextMerge {
  /// How many of its places wait for a person, in words.
  var waiting: String {
    switch conflicts.count {
    case 0: "nothing waits"
    case 1: "1 place waits for a person"
    default: "\(conflicts.count) places wait for a person"
    }
  }

  /// The places that wait, for scripts.
  var places: JSON {
    .array(
      conflicts.map { place in
        .object([
          "base": .string(place.base.string),
          "sides": .array(
            place.sides.map { side in
              .object([
                "text": .string(side.text.string),
                "dots": .array(side.dots.map { .string("\($0)") }),
              ])
            }),
        ])
      })
  }
}
