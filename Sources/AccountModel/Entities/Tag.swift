package import SyncCore

/// One word that people find a record by: a member of the set of its tags.
package struct Tag: Entity {
  package let id: RecordID
  package var about: Reference?
  package var label = ""

  package init(id: RecordID) { self.id = id }

  package static let schema = Schema<Tag>(
    "tag", label: "label", derivedFrom: ["about", "label"],
    [
      .init("about", \.about, policy: .first, isParent: true),
      .init("label", \.label, policy: .first),
    ])
}
