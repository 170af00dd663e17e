internal import SyncCore

extension World {
  /// Tells whoever listens what a holder gained and lost since it was looked at last.
  func tell(_ holder: Oracle.Holder, _ space: SpaceID, since before: Applied?) {
    guard let log, let journal = oracle.journals[space],
      let now = oracle.held[Oracle.Place(holder: holder, space: space)]
    else { return }
    let place = spaces.firstIndex(of: space) ?? 0
    for index in now.subtracting(before ?? Applied()) {
      log("    \(holder), space \(place): + \(journal.description(of: index))")
    }
    for index in (before ?? Applied()).subtracting(now) {
      log("    \(holder), space \(place): - \(journal.description(of: index))")
    }
  }
}

extension Journal {
  /// An entry in short: its number here, its dot, what it repeats and what it supersedes.
  func description(of index: Int) -> String {
    let entry = entries[index]
    let again = entry.root == index ? "" : " again \(entry.root)"
    let writes = entry.change.writes.map { write in
      "\(write.key.kind).\(write.field) over \(write.supersedes.map(short))"
    }
    return "#\(index) \(short(entry.change.dot))\(again) \(writes.joined(separator: ", "))"
  }

  private func short(_ dot: Dot) -> String { "\(author(dot.replica) ?? -1):\(dot.sequence)" }
}
