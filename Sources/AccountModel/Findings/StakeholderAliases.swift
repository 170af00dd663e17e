package import SyncCore

/// Which stakeholders of one account people have said to be the same person.
///
/// Any links make groups, whatever their direction and even in a circle; the smallest id of a
/// group stands for it.
package struct StakeholderAliases: Hashable, Sendable {
  private var parents: [RecordID: RecordID] = [:]

  /// - Parameter links: from a stakeholder to the one that it is an alias of.
  package init(_ links: [RecordID: RecordID] = [:]) {
    for (alias, target) in links { unite(alias, target) }
  }

  /// The id that stands for the person.
  package func canonical(_ id: RecordID) -> RecordID {
    var id = id
    while let parent = parents[id] { id = parent }
    return id
  }

  /// Says that two ids are one person.
  package mutating func unite(_ left: RecordID, _ right: RecordID) {
    let (left, right) = (canonical(left), canonical(right))
    // A parent is always smaller, so no circle can arise.
    if left != right { parents[max(left, right)] = min(left, right) }
  }
}
