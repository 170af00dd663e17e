package import SyncCore

/// Stakeholders of one account that look like one person and are not linked yet.
///
/// It is proposed to people, never merged by a machine.
package struct DuplicateFinding: Hashable, Sendable {
  /// Why they look like one.
  package enum Reason: String, Hashable, Sendable { case email, name }

  /// The smallest id: the record that the others should become aliases of.
  package let canonical: RecordID
  /// Ascending.
  package let others: [RecordID]
  package let reasons: Set<Reason>

  /// A stakeholder as its account shows it.
  package struct Person: Hashable, Sendable {
    package let id: RecordID
    package let name: String
    package let email: String
    package let aliasOf: RecordID?

    package init(id: RecordID, name: String, email: String, aliasOf: RecordID? = nil) {
      self.id = id
      self.name = name
      self.email = email
      self.aliasOf = aliasOf
    }

    package init(_ stakeholder: Stakeholder) {
      self.init(
        id: stakeholder.id, name: stakeholder.name, email: stakeholder.email,
        aliasOf: stakeholder.aliasOf.flatMap { $0.space == nil ? $0.key.id : nil })
    }
  }

  /// The findings of one account, ascending by canonical id.
  package static func findings(among people: [Person]) -> [DuplicateFinding] {
    var links: [RecordID: RecordID] = [:]
    for person in people { links[person.id] = person.aliasOf }
    let aliases = StakeholderAliases(links)
    var groups = aliases
    var first: [Likeness: RecordID] = [:]
    var reasons: [(RecordID, Reason)] = []
    for person in people.sorted(by: { $0.id < $1.id }) {
      for likeness in Likeness.all(of: person) {
        guard let earlier = first[likeness] else {
          first[likeness] = person.id
          continue
        }
        if aliases.canonical(earlier) != aliases.canonical(person.id) {
          groups.unite(earlier, person.id)
          reasons.append((person.id, likeness.reason))
        }
      }
    }
    let members = Dictionary(grouping: Set(people.map { aliases.canonical($0.id) })) {
      groups.canonical($0)
    }
    return members.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }.map { entry in
      DuplicateFinding(
        canonical: entry.key, others: entry.value.filter { $0 != entry.key }.sorted(),
        reasons: Set(reasons.filter { groups.canonical($0.0) == entry.key }.map(\.1)))
    }
  }

  /// What two records of one person share.
  private struct Likeness: Hashable {
    let reason: Reason
    let text: Text

    static func all(of person: Person) -> [Likeness] {
      [
        Likeness(reason: .email, text: normalised(person.email)),
        Likeness(reason: .name, text: normalised(person.name)),
      ].filter { !$0.text.isEmpty }
    }

    /// ASCII letters in lower case, runs of white space as one space.
    private static func normalised(_ text: String) -> Text {
      let words = text.utf8.split { $0 == UInt8(ascii: " ") || (0x09...0x0D).contains($0) }
      let spelled = words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
      return Text(FieldType.lowercased(spelled))
    }
  }
}
