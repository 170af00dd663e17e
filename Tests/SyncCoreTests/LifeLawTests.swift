import SyncCore
import SyncTesting
import Testing

/// One record that three people edit, delete and restore, now and then on what they saw earlier.
private struct ContestedRecord {
  private(set) var changes: [(change: Change, clock: VersionVector)] = []
  private(set) var applied: [ReplicaID: VersionVector] = [:]
  private static let fields: [Text] = ["name", "phone"]

  init(_ generator: inout SplitMix64, steps: Int) {
    write(.alice, [Write(.milk, Field.life, supersedes: [], value: .boolean(true))])
    var seen = [applied[.alice, default: VersionVector()]]
    for _ in 0..<steps {
      let author = ReplicaID.everybody.randomElement(using: &generator) ?? .alice
      var known = applied[author, default: VersionVector()]
      if generator.isOneOf(1, in: 2) {
        let other = ReplicaID.everybody.randomElement(using: &generator) ?? .bob
        known = known.union(applied[other, default: VersionVector()])
        applied[author] = known
      } else {
        // What the author was shown may be older than what has arrived since.
        let earlier = seen.filter { known.covers($0) }
        let shown = generator.isOneOf(1, in: 3) ? earlier.randomElement(using: &generator) : known
        write(author, edit(shown ?? known, &generator))
        seen.append(applied[author, default: VersionVector()])
      }
    }
  }

  private func edit(_ shown: VersionVector, _ generator: inout SplitMix64) -> [Write] {
    let field = Self.fields.randomElement(using: &generator) ?? "name"
    let kind = Int.random(in: 0..<5, using: &generator)
    let name = kind < 3 ? field : Field.life
    let value: Value =
      switch kind {
      case 0, 1, 2: .number(Number(integerLiteral: Int64(changes.count)))
      case 3: .deleted(shown: shown)
      default: .boolean(true)
      }
    return [Write(.milk, name, supersedes: live(name, at: shown), value: value)]
  }

  private mutating func write(_ author: ReplicaID, _ writes: [Write]) {
    let clock = applied[author, default: VersionVector()]
    let change = Change(Dot(author, clock[author] + 1), writes)
    changes.append((change, clock))
    applied[author, default: VersionVector()].insert(change.dot)
  }

  private func writes(_ field: Text, at vector: VersionVector) -> [(Dot, Write)] {
    changes.filter { vector.contains($0.change.dot) }
      .flatMap { change, _ in change.writes.map { (change.dot, $0) } }
      .filter { $0.1.field == field }
  }

  /// By definition: the applied writes that no applied write supersedes.
  func live(_ field: Text, at vector: VersionVector) -> [Dot] {
    let writes = writes(field, at: vector)
    let superseded = Set(writes.flatMap { $0.1.supersedes })
    return writes.map { $0.0 }.filter { !superseded.contains($0) }.sorted()
  }

  /// By definition: nobody keeps it, somebody deleted it, and every live edit was shown to somebody
  /// who did.
  func isHidden(at vector: VersionVector) -> Bool {
    let dots = Set(live(Field.life, at: vector))
    let lives = writes(Field.life, at: vector).filter { dots.contains($0.0) }
    let shown = lives.compactMap { _, write -> VersionVector? in
      if case .deleted(let shown) = write.value { shown } else { nil }
    }
    guard !shown.isEmpty, shown.count == lives.count else { return false }
    return Self.fields.flatMap { live($0, at: vector) }
      .allSatisfy { dot in shown.contains { $0.contains(dot) } }
  }

  func record(at vector: VersionVector) -> Record {
    changes.filter { vector.contains($0.change.dot) }.reduce(into: Record(.milk)) {
      $0.apply($1.change)
    }
  }
}

@Suite struct `A record that is deleted and edited at once` {
  @Test(arguments: Seed.first(500))
  func `is hidden exactly where a deletion was shown every live edit`(seed: Seed) {
    var generator = seed.generator
    let story = ContestedRecord(&generator, steps: 20)
    for vector in story.applied.values where vector != VersionVector() {
      let record = story.record(at: vector)
      #expect((record.life == .deleted) == story.isHidden(at: vector), "\(seed)")
      for field in ["name", "phone", Field.life] as [Text] {
        let live = record.cells[field]?.siblings.map(\.dot) ?? []
        #expect(live == story.live(field, at: vector), "\(seed)")
      }
    }
  }

  @Test(arguments: Seed.first(200))
  func `loses nothing when it is restored`(seed: Seed) {
    var generator = seed.generator
    let story = ContestedRecord(&generator, steps: 20)
    for (author, vector) in story.applied {
      let before = story.record(at: vector)
      guard before.life != .alive, let life = before.cells[Field.life] else { continue }
      var after = before
      let restored = Write(
        .milk, Field.life, supersedes: life.siblings.map(\.dot), value: .boolean(true))
      after.apply(Change(Dot(author, vector[author] + 1), [restored]))
      #expect(after.life == .alive, "\(seed)")
      for field in ["name", "phone"] as [Text] {
        #expect(after.cells[field] == before.cells[field], "\(seed)")
      }
    }
  }

  @Test(arguments: Seed.first(200))
  func `stays away once it is deleted again by somebody who saw everything`(seed: Seed) {
    var generator = seed.generator
    let story = ContestedRecord(&generator, steps: 20)
    for (author, vector) in story.applied where vector[author] > 0 {
      var record = story.record(at: vector)
      guard let life = record.cells[Field.life] else { continue }
      let deletion = Write(
        .milk, Field.life, supersedes: life.siblings.map(\.dot), value: .deleted(shown: vector))
      record.apply(Change(Dot(author, vector[author] + 1), [deletion]))
      #expect(record.life == .deleted, "\(seed)")
    }
  }
}
