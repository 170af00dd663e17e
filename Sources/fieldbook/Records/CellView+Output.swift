import SpaceStore
import AccountModel
import SyncCore

extension CellView {
  func json(_ people: People) -> JSON {
    .object([
      "ref": .string("\(record.key)"), "field": .string(field.name.string),
      "policy": .string(field.policy.rawValue),
      "base": JSON(reading.base?.value ?? .null), "inForce": JSON(reading.value),
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
  }

  /// The cell with its base, its candidates, and who had seen what.
  func lines(_ replica: Replica, account: String) throws -> [String] {
    let texts = ValueText(store: replica.store, space: record.space)
    var lines = ["\(account) · \(record.title) · \(field.name)"]
    // Writes carry what stood before them only where a person may have to decide.
    if field.policy.asksPerson {
      let base = try reading.base.map { try texts.text($0.value, field.type) } ?? "(unset)"
      let author = baseAuthor.map { " (\(replica.people.author($0.dot, $0.stamp)))" } ?? ""
      lines.append("  base      \(base)\(author)")
    }
    lines.append(
      "  in force  \(try texts.text(reading.value, field.type)) by \(field.policy.rawValue)")
    for (index, candidate) in candidates.enumerated() {
      lines.append("  \(index + 1))  \(try texts.text(candidate.value, field.type))")
      lines += candidate.writes.flatMap { self.lines(of: $0, replica.people) }
    }
    return lines
  }

  private func lines(of write: WriteView, _ people: People) -> [String] {
    var lines = ["      \(write.text(people)), \(write.dot)"]
    if let note = write.note { lines.append("      “\(note)”") }
    lines += acquaintances(of: write).map { acquaintance, other in
      let sentence = acquaintance.sentence(
        user: people.user(other.stamp.actor, on: other.dot.replica),
        device: people.device(other.dot.replica))
      return "      \(sentence)"
    }
    if write.clock == nil { lines.append("      what it had received is not held here") }
    return lines
  }
}
