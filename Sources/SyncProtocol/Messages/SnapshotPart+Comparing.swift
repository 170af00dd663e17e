extension SnapshotPart {
  /// The most chain states and rewritings of one part: 512 KiB of the one, 3 MiB of the other.
  package static let statesPerPart = 65_536

  /// The parts that tell a device with another history where the two part.
  package static func comparing(
    _ spines: [SnapshotSpine], _ rewritings: [KnownRewriting], statesPerPart: Int = statesPerPart
  ) -> [SnapshotPart] {
    var parts: [SnapshotPart] = []
    var room = 0
    func take(_ count: Int) -> Int {
      if room == 0 {
        parts.append(SnapshotPart())
        room = statesPerPart
      }
      let taken = min(count, room)
      room -= taken
      return taken
    }
    for spine in spines {
      var start = 0
      while start < spine.prefixes.count {
        let end = start + take(spine.prefixes.count - start)
        parts[parts.count - 1].spines.append(
          SnapshotSpine(
            replica: spine.replica, from: spine.from + UInt64(start),
            prefixes: Array(spine.prefixes[start..<end])))
        start = end
      }
    }
    for rewriting in rewritings where take(1) == 1 {
      parts[parts.count - 1].rewritings.append(rewriting)
    }
    return parts
  }
}
