import AccountModel
import Diagnostics
import SpaceStore
import SyncCore

extension CellView {
  func json(_ people: People) -> JSON {
    let base = reading.text.map { .text($0.base) } ?? reading.base?.value ?? .null
    let json = JSON.object([
      "ref": .string("\(record.key)"), "field": .string(field.name.string),
      "policy": .string(policy.rawValue),
      "base": JSON(base), "inForce": JSON(reading.value),
      "candidates": .array(
        candidates.compactMap { candidate in
          guard let write = candidate.writes.first else { return nil }
          return .object([
            "value": JSON(candidate.value),
            "user": .string(people.user(write.stamp.actor, on: write.dot.replica)),
            "device": .string(people.device(write.dot.replica)),
            "at": .string(LocalTime.universal(write.stamp.time.milliseconds)),
            "dot": .string("\(write.dot)"),
          ])
        }),
    ])
    guard let merge = reading.text, case .members(let members) = json else { return json }
    return .members(members + [.init(key: "places", value: merge.places)])
  }

  /// The cell with its base, its candidates, and who had seen what.
  func lines(_ replica: Replica, account: String) throws -> [String] {
    if let merge = reading.text { return try textLines(merge, replica, account: account) }
    let texts = ValueText(store: replica.store, space: record.space)
    var lines = ["\(account) · \(record.title) · \(field.name)"]
    // Writes carry what stood before them only where a person may have to decide, and what one write
    // alone replaced stands beside it.
    if policy.asksPerson, reading.dots.count > 1 || candidates.count > 1 {
      let base = try reading.base.map { try texts.text($0.value, field.type) } ?? "(unset)"
      lines.append("  base      \(base)\(baseAuthor(replica.people))")
    }
    let inForce = try texts.text(reading.value, field.type)
    lines += Block.lines("  in force  ", "\(inForce) by \(policy.rawValue)")
    if let source = PolicyText(inForce: policyInForce, people: replica.people).line {
      lines.append("            \(source)")
    }
    return try lines + candidateLines(replica)
  }

  /// Each value with its writes: by whom, in place of what, and what their authors had received.
  func candidateLines(_ replica: Replica) throws -> [String] {
    let texts = ValueText(store: replica.store, space: record.space)
    return try candidates.enumerated().flatMap { index, candidate in
      let writes = try candidate.writes.flatMap { write in
        try WriteText(write, of: self, texts: texts, people: replica.people).lines
      }
      let value = try texts.text(candidate.value, field.type)
      return Block.lines("  \(index + 1))  ", value) + writes.map { "      \($0)" }
    }
  }

  private func baseAuthor(_ people: People) -> String {
    guard let base = reading.base, let stamp = explanation.baseStamp else { return "" }
    return " (\(people.author(base.dot, stamp)))"
  }
}
