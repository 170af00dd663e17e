internal import SyncCore
internal import SyncProtocol
internal import SyncSession

/// Judges a world by the definitions alone.
///
/// It keeps what every author wrote and was shown, and recomputes from that what every replica must
/// hold. It shares no code with the engine but plain values.
struct Oracle {
  var journals: [SpaceID: Journal] = [:]
  var lastTimes: [ReplicaID: HybridTime] = [:]
  /// The digest that the first replica with a vector had.
  private var digests: [SpaceID: [VersionVector: String]] = [:]
  private var chains: [SpaceID: [Dot: [UInt8]]] = [:]
  /// How many of the hub's changes were looked at.
  private var seenOrder: [SpaceID: Int] = [:]

  func expect(_ holds: Bool, _ finding: @autoclosure () -> String) throws {
    if !holds { throw Finding(finding()) }
  }

  /// What must hold of every replica of a space at any time; the digest takes longer than the rest.
  mutating func check(
    _ content: MemorySpace, of replica: String, comparesDigest: Bool = true
  ) throws {
    let space = content.space
    let journal = journals[space] ?? Journal()
    let vector = content.vector
    for (author, head) in content.heads.sorted(by: { $0.key < $1.key }) {
      try check(author, head, journal, vector, of: replica, in: space)
    }
    try compare(content, with: journal, at: vector, of: replica)
    guard comparesDigest else { return }
    let digest = StateDigest.text(content.records.values)
    let known = digests[space]?[vector]
    try expect(
      known == nil || known == digest, "\(replica) holds another state of \(space) at \(vector)")
    digests[space, default: [:]][vector] = digest
  }

  private mutating func check(
    _ author: ReplicaID, _ head: AuthorHead, _ journal: Journal, _ vector: VersionVector,
    of replica: String, in space: SpaceID
  ) throws {
    let dot = Dot(author, head.sequence)
    guard let entry = journal[dot] else { throw Finding("\(replica) holds \(dot), never written") }
    try expect(vector.covers(entry.clock), "\(replica) holds \(dot) before what it depends on")
    let others = entry.clock.entries.filter { $0.replica != author }
    try expect(
      head.clock.entries.filter { $0.replica != author } == others,
      "\(replica) tells another clock of \(dot)")
    let known = chains[space]?[dot]
    try expect(known == nil || known == head.chain, "\(replica) has another chain at \(dot)")
    chains[space, default: [:]][dot] = head.chain
  }

  private func compare(
    _ content: MemorySpace, with journal: Journal, at vector: VersionVector, of replica: String
  ) throws {
    var count = 0
    for (cell, siblings) in zip(journal.cells, journal.siblings(at: vector)) {
      let held = content.records[cell.key]?.cells[cell.field]?.siblings ?? []
      count += siblings.isEmpty ? 0 : 1
      try expect(
        held == siblings,
        "\(replica) at \(vector) holds \(held.map(\.dot)) in \(cell.key).\(cell.field), "
          + "not \(siblings.map(\.dot))")
      for sibling in siblings {
        guard let entry = journal[sibling.dot] else { continue }
        try expect(
          content.stamp(of: sibling.dot) == entry.change.stamp,
          "\(replica) lost the stamp of \(sibling.dot)")
      }
    }
    let held = content.records.values.reduce(0) { $0 + $1.cells.count }
    try expect(held == count, "\(replica) holds \(held) cells, \(count) were written")
  }

  /// The hub's new changes: numbered without a gap, as written, and from people who may write now.
  mutating func checkOrder(
    _ hub: MemoryHubSpace, mayWrite: (Change) -> Bool
  ) throws {
    let space = hub.content.space
    let journal = journals[space] ?? Journal()
    let seen = seenOrder[space] ?? 0
    for (index, line) in hub.order.enumerated().dropFirst(seen) {
      let (hubSequence, dot) = line
      try expect(
        hubSequence == UInt64(index) + 1, "the hub numbers change \(index + 1) as \(hubSequence)")
      guard let entry = journal[dot], let held = hub.content.log[dot] else {
        throw Finding("the hub holds \(dot), never written")
      }
      try expect(held.change == entry.change, "the hub holds another change as \(dot)")
      try expect(mayWrite(held.change), "the hub took \(dot) from somebody who may not write")
    }
    seenOrder[space] = hub.order.count
  }
}
