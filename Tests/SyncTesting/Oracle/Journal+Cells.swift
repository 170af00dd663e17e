internal import SyncCore

extension Journal {
  /// One cell by its definition.
  struct ExpectedCell {
    /// Ascending by dot.
    var siblings: [Sibling] = []
    /// Superseded versions of a long text that are not released, ascending by dot.
    var past: [Sibling] = []
  }

  /// The cell by its definition: the applied writes without what any of them supersedes; of a long
  /// text also the superseded versions, without those that the hub released.
  func expected(_ cell: Int, at applied: Applied) -> ExpectedCell {
    let held = writes[cell].filter { applied.contains(entries[$0.entry]) }
    var superseded: Set<Dot> = []
    var released: Set<Dot> = []
    for place in held {
      let write = entries[place.entry].change.writes[place.write]
      if write.value == .absent {
        released.formUnion(write.supersedes)
      } else {
        superseded.formUnion(write.supersedes)
      }
    }
    var expected = ExpectedCell()
    for place in held {
      let change = entries[place.entry].change
      let write = change.writes[place.write]
      guard write.value != .absent, !released.contains(change.dot) else { continue }
      var isProse = false
      if case .prose = write.value { isProse = true }
      let sibling = Sibling(
        dot: change.dot, value: write.value, base: write.base,
        supersedes: isProse ? write.supersedes : [])
      if !superseded.contains(change.dot) {
        expected.siblings.append(sibling)
      } else if isProse {
        expected.past.append(sibling)
      }
    }
    expected.siblings.sort { $0.dot < $1.dot }
    expected.past.sort { $0.dot < $1.dot }
    return expected
  }
}
