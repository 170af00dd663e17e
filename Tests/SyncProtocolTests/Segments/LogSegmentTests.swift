import SyncCore
import SyncProtocol
import SyncTesting
import Testing

@Suite struct `A segment of the hub's log` {
  private typealias Reader = SegmentReader<PortableNaming>

  private func reader(_ segment: LogSegment) throws -> Reader {
    try Reader(segment, in: HubHistory.space, naming: PortableNaming())
  }

  /// What a segment of these three parts gives.
  private func logged(_ parts: [[UInt8]]) throws -> [LoggedChange] {
    let directory = try SegmentDirectory(parts[0], in: HubHistory.space)
    let heads = try SegmentHeads(parts[1], directory, naming: PortableNaming())
    return try Reader(
      directory: directory, heads: heads, bodies: parts[2], in: HubHistory.space,
      naming: PortableNaming()
    ).logged()
  }

  /// The history in segments of these many changes, and where it ends.
  private func sealed(
    _ changes: [Change], in sizes: [Int]
  ) throws -> (segments: [LogSegment], end: LogPosition) {
    var position = LogPosition(startOf: HubHistory.space)
    var rest = changes[...]
    let segments = try sizes.map { size in
      defer { rest = rest.dropFirst(size) }
      return try LogSegment.seal(
        Array(rest.prefix(size)), in: HubHistory.space, after: &position,
        naming: PortableNaming())
    }
    return (segments, position)
  }

  @Test(arguments: Seed.first(200))
  func `gives back each change with its hashes, time and author`(seed: Seed) throws {
    var dice = seed.generator
    let history = HubHistory(
      authors: Int.random(in: 1...6, using: &dice), changes: 40,
      strays: Int.random(in: 0...2, using: &dice), seed: seed.rawValue)
    let (segments, end) = try sealed(history.changes, in: [1, 17, 2, 20])
    let readers = try segments.map(reader)
    #expect(try readers.flatMap { try $0.changes() } == history.changes)
    #expect(readers.flatMap(\.heads.stamps) == history.changes.map(\.stamp))
    #expect(readers.flatMap(\.heads.dots) == history.changes.map(\.dot))
    var chains: [ReplicaID: [UInt8]] = [:]
    var hash = HistoryHash.seed(space: HubHistory.space)
    let logged = try readers.flatMap { try $0.logged() }
    for (index, change) in history.changes.enumerated() {
      let replica = change.dot.replica
      let before = chains[replica] ?? HashChain.seed(space: HubHistory.space, replica: replica)
      let chain = HashChain.next(after: before, canonical: Canonical.encode(change))
      hash = HistoryHash.next(after: hash, chain: chain)
      chains[replica] = chain
      let expected = (UInt64(index) + 1, before, chain, hash)
      let told = logged[index]
      #expect((told.hubSequence, told.chainBefore, told.chain, told.history) == expected)
    }
    #expect(end.sequence == 40 && end.history == hash)
  }

  @Test(arguments: Seed.first(200))
  func `tells what each author had received, with the segments before it where it must`(
    seed: Seed
  ) throws {
    let history = HubHistory(
      authors: 4, changes: 40, strays: Int(seed.rawValue % 3), seed: seed.rawValue)
    let segments = try sealed(history.changes, in: [13, 9, 18]).segments.map(reader)
    for (index, change) in history.changes.enumerated() {
      var dot = change.dot
      var clock = VersionVector()
      while dot.sequence > 0 {
        let segment = try #require(segments.first { $0.directory.contains(dot) })
        let place = try #require(segment.heads.place(of: dot))
        let part = try segment.clock(at: place)
        clock = clock.union(part.clock)
        if part.isWhole { break }
        let run = try #require(segment.directory.runs.first { $0.replica == dot.replica })
        dot = Dot(dot.replica, run.before)
      }
      #expect(clock == history.clocks[index])
    }
  }

  @Test(arguments: Seed.first(60))
  func `is never read as other changes where bytes of it are damaged`(seed: Seed) throws {
    var dice = seed.generator
    let history = HubHistory(authors: 3, changes: 12, seed: seed.rawValue)
    let (segments, end) = try sealed(history.changes, in: [12])
    let whole = try #require(segments.first)
    for _ in 0..<40 {
      var parts = [whole.directory, whole.heads, whole.bodies]
      let part = Int.random(in: 0..<parts.count, using: &dice)
      let place = Int.random(in: parts[part].indices, using: &dice)
      if Bool.random(using: &dice) {
        parts[part][place] ^= UInt8.random(in: 1...255, using: &dice)
      } else {
        parts[part].removeSubrange(place...)
      }
      // What is refused is found; what is read must be what stood there, or not lead to the same hash.
      let read = try? logged(parts)
      guard let read, read.last?.history == end.history else { continue }
      #expect(read.map(\.change) == history.changes)
    }
  }

  @Test func `takes no change that does not follow`() throws {
    let changes = HubHistory(authors: 1, changes: 3, seed: 1).changes
    var position = LogPosition(startOf: HubHistory.space)
    let start = position
    #expect(throws: ProtocolError.self) {
      try LogSegment.seal(
        [changes[0], changes[2]], in: HubHistory.space, after: &position,
        naming: PortableNaming())
    }
    #expect(position == start)
  }

  @Test func `says in two bytes what many others wrote in between`() throws {
    let others = (2...101).map { ReplicaID(rawValue: $0) }
    func change(_ dot: Dot, after dots: [Dot]) -> Change {
      Change(
        dot: dot, dependencies: dots, time: HybridTime(milliseconds: 1_773_000_000_000),
        actor: "eero", clockOffset: 0, intent: .edit, writes: [])
    }
    let before = others.map { change(Dot($0, 1), after: []) }
    let one = ReplicaID(rawValue: 1)
    let told = try sealed(before + [change(Dot(one, 1), after: before.map(\.dot))], in: [101])
    let named = try sealed(
      before + [change(Dot(one, 1), after: before.dropFirst().map(\.dot))], in: [101])
    let bytes = try #require(told.segments.first).rawBytes
    #expect(try #require(named.segments.first).rawBytes > bytes + 200)
  }
}
