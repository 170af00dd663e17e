internal import SyncCore

extension Journal {
  /// What the applied changes say, whatever name they say it under.
  func roots(in applied: Applied) -> Set<Int> {
    Set(applied.lines.joined().map { entries[$0].root })
  }
}

extension Journal.Entry {
  /// What was applied in the author's replica, as a vector's entries.
  func clock(_ journal: Journal) -> [Dot] {
    applied.lines.compactMap { $0.last.map { journal.entries[$0].change.dot } }.sorted()
  }

  /// When it was written and by whom, for one that was written again: first written.
  var stamp: Stamp {
    Stamp(
      time: change.origin?.time ?? change.time, actor: change.origin?.actor ?? change.actor,
      clockOffset: change.clockOffset)
  }
}

extension Change {
  /// Whether it says something that only newer programs know.
  var isStrange: Bool {
    !extensions.isEmpty || intent.rawValue > Intent.administer.rawValue
      || writes.contains {
        if case .unknown = $0.value { return true }
        return false
      }
  }
}
