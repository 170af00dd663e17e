import SpaceStore
import SyncCore

/// What a change did, in a few words.
struct ChangeText {
  let replica: Replica
  let space: SpaceID

  /// `opportunity "Kemi" money, reason; added stakeholder "Ilse Brandt" (“line 2 in”)`.
  func summary(_ change: Change) throws -> String {
    let keys = Set(change.writes.map(\.key)).sorted()
    let parts = try keys.map { key in
      try part(key, change.writes.filter { $0.key == key })
    }
    let note = change.note.map { " (“\($0)”)" } ?? ""
    return parts.joined(separator: "; ") + note
  }

  private func part(_ key: RecordKey, _ writes: [Write]) throws -> String {
    let title = try replica.title(of: key, in: space)
    let life = writes.first { $0.field == Field.life }
    if let life { return "\(life.lifeWord) \(title)" }
    return "\(title) \(writes.map(\.field.string).joined(separator: ", "))"
  }
}
