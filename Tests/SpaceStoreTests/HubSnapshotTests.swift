import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession
import Testing

@Suite struct `A hub's snapshot on SQLite` {
  private let log: HubSpace

  init() throws { log = try HubSpace() }

  private func write<Result>(_ body: (SQLiteHubLedger) throws -> Result) throws -> Result {
    try log.hub.write(log.space, body)
  }

  @Test func `serves until the log from there on is long`() throws {
    try log.accept()
    let first = try write { try $0.currentSnapshot() }
    #expect(first.hubSequence == (try log.head))
    for _ in 1...256 { try log.accept() }
    #expect(try write { try $0.currentSnapshot() } == first)
    try log.accept()
    #expect(try write { try $0.currentSnapshot() }.hubSequence == (try log.head))
  }

  @Test func `is made anew for whoever needs a fresh one`() throws {
    try log.accept()
    let first = try write { try $0.freshSnapshot() }
    #expect(try write { try $0.freshSnapshot() } == first)
    try log.accept()
    let second = try write { try $0.freshSnapshot() }
    #expect(second.hubSequence == first.hubSequence + 1)
    #expect(second.history != first.history)
  }

  @Test func `stays for a device that fetches it while the next one is made`() throws {
    var made: [HubSnapshot] = []
    for _ in 1...3 {
      try log.accept()
      made.append(try write { try $0.freshSnapshot() })
    }
    #expect(try write { try $0.snapshot(made[0].hubSequence) } == nil)
    for snapshot in made.dropFirst() {
      #expect(try write { try $0.snapshot(snapshot.hubSequence) } == snapshot)
    }
  }

  @Test func `tells the stamps of all versions, and the clocks of what stands side by side`() throws
  {
    let note = log.note(50)
    let old = try log.accept(.prose(.whole("We meet.")), of: note)
    let new = try log.accept(.prose(.whole("We meet in May.")), of: note, over: [old])
    let single = try log.accept(.text("one"), "title", of: note)
    let pair = try [
      log.accept(.text("two"), "place", of: note), log.accept(.text("three"), "place", of: note),
    ]
    let parts = try write { try $0.freshSnapshot() }.blocks.map { try SnapshotPart.decode($0) }
    let stamps = parts.reduce(into: [:]) { $0.merge($1.stamps) { first, _ in first } }
    let clocks = parts.reduce(into: [:]) { $0.merge($1.clocks) { first, _ in first } }
    for dot in [old, new, single] + pair {
      #expect(try write { try $0.stamp(of: dot) } == stamps[dot], "\(dot)")
    }
    for dot in pair { #expect(clocks[dot] != nil, "\(dot)") }
    #expect(clocks[single] == nil)
    let records = parts.flatMap(\.records).map(\.record)
    #expect(try write { StateDigest.text(records) == (try $0.digest()) })
  }
}
