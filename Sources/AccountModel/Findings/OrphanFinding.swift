package import SyncCore

/// A deleted record to which visible records belong: somebody added or kept them while another
/// deleted it.
///
/// Nothing is deleted or restored by a machine; whoever finds it restores the one or deletes the
/// others.
package struct OrphanFinding: Hashable, Sendable {
  package let parent: RecordKey
  /// Ascending.
  package let children: [RecordKey]

  /// A record as its space shows it.
  package struct Member: Hashable, Sendable {
    package let key: RecordKey
    package let isVisible: Bool
    /// The records of the same space that it belongs to, by the values in force.
    package let parents: [RecordKey]

    package init(key: RecordKey, isVisible: Bool, parents: [RecordKey]) {
      self.key = key
      self.isVisible = isVisible
      self.parents = parents
    }

    /// `values` holds the values in force of the kind's parent fields.
    package init(_ record: Record, kind: KindDescription, in space: SpaceID, values: [Text: Value])
    {
      let parents = kind.parentFields.compactMap { field -> RecordKey? in
        guard case .reference(let reference) = values[field.name],
          reference.space == nil || reference.space == space
        else { return nil }
        return reference.key
      }
      self.init(
        key: record.key, isVisible: record.life != .deleted && record.life != .quarantined,
        parents: parents)
    }
  }

  /// The findings of one space, ascending by parent.
  ///
  /// Of the kinds in `wholeKinds` every record of the space is among the members: one that is not
  /// there was purged and counts as deleted.
  package static func findings(
    among members: some Sequence<Member>, wholeKinds: Set<Text> = []
  ) -> [OrphanFinding] {
    let members = Array(members)
    let present = Set(members.map(\.key))
    let purged = members.flatMap(\.parents).filter {
      wholeKinds.contains($0.kind) && !present.contains($0)
    }
    let hidden = Set(members.filter { !$0.isVisible }.map(\.key) + purged)
    var children: [RecordKey: Set<RecordKey>] = [:]
    for member in members where member.isVisible {
      for parent in member.parents where hidden.contains(parent) {
        children[parent, default: []].insert(member.key)
      }
    }
    return children.sorted { $0.key < $1.key }.map {
      OrphanFinding(parent: $0.key, children: $0.value.sorted())
    }
  }

  /// Everything visible that belongs to a record, directly or through others; ascending.
  ///
  /// What goes with the record when somebody deletes it.
  package static func descendants(
    of key: RecordKey, among members: some Sequence<Member>
  ) -> [RecordKey] {
    var children: [RecordKey: [RecordKey]] = [:]
    for member in members where member.isVisible {
      for parent in member.parents { children[parent, default: []].append(member.key) }
    }
    var found: Set<RecordKey> = []
    var open = [key]
    while let next = open.popLast() {
      for child in children[next] ?? [] where child != key && found.insert(child).inserted {
        open.append(child)
      }
    }
    return found.sorted()
  }
}
