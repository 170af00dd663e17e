import SyncCore
import SyncTesting

/// The writes of one cell by three people who sometimes exchange what they have.
struct CellHistory {
  struct Event {
    let dot: Dot
    let write: Write
    /// What the author's replica had applied, its own changes included.
    let clock: VersionVector

    var sibling: Sibling {
      let sibling = Sibling(dot: dot, value: write.value)
      if !sibling.isProse { return sibling }
      return Sibling(dot: dot, value: write.value, supersedes: write.supersedes)
    }
  }

  /// In the order in which they were written, which no replica has to follow.
  private(set) var events: [Event] = []
  /// What each replica had applied after each step: every one holds what it depends on.
  private(set) var cuts: [VersionVector] = [VersionVector()]

  /// Whether the values are versions of a long text, which Carol, the hub, sometimes releases.
  private let isText: Bool

  /// A history of `count` writes; its authors are shown all, some, or outdated siblings.
  init(_ generator: inout SplitMix64, writes count: Int, isText: Bool = false) {
    self.isText = isText
    var applied: [ReplicaID: VersionVector] = [:]
    while events.count < count {
      let author = ReplicaID.everybody.randomElement(using: &generator) ?? .alice
      var vector = applied[author, default: VersionVector()]
      if generator.isOneOf(1, in: 2) {
        let other = ReplicaID.everybody.randomElement(using: &generator) ?? .bob
        receive(applied[other, default: VersionVector()], into: &vector, &generator)
      } else {
        let dot = Dot(author, vector[author] + 1)
        let write =
          release(by: author, at: vector, &generator)
          ?? Write(
            .milk, "amount", supersedes: shown(at: vector, &generator), value: value(&generator))
        events.append(Event(dot: dot, write: write, clock: vector))
        vector.insert(dot)
      }
      applied[author] = vector
      cuts.append(vector)
    }
  }

  private func value(_ generator: inout SplitMix64) -> Value {
    let number = Int64(events.count % 4)
    guard isText, !generator.isOneOf(1, in: 5) else {
      return .number(Number(integerLiteral: number))
    }
    return .prose(.whole(Text("version \(number)")))
  }

  /// Now and then the hub lets past versions go, or the whole cell.
  private func release(
    by author: ReplicaID, at vector: VersionVector, _ generator: inout SplitMix64
  ) -> Write? {
    guard isText, author == .carol, generator.isOneOf(1, in: 3) else { return nil }
    let isPurge = generator.isOneOf(1, in: 4)
    let dots = (isPurge ? siblings(at: vector) : []) + past(at: vector)
    guard !dots.isEmpty else { return nil }
    return Write(.milk, "amount", supersedes: dots.map(\.dot), value: .absent)
  }

  /// Some of what `other` has and `vector` lacks, in an order that keeps causes before effects.
  private func receive(
    _ other: VersionVector, into vector: inout VersionVector, _ generator: inout SplitMix64
  ) {
    let missing = events.map(\.dot).filter { other.contains($0) && !vector.contains($0) }
    let count = Int.random(in: 0...missing.count, using: &generator)
    for dot in missing.prefix(count) { vector.insert(dot) }
  }

  private func shown(at vector: VersionVector, _ generator: inout SplitMix64) -> [Dot] {
    let current = siblings(at: vector).map(\.dot)
    switch Int.random(in: 0..<4, using: &generator) {
    case 0:
      return events.map(\.dot).filter(vector.contains).filter { _ in generator.next() % 2 == 0 }
    case 1: return current.filter { _ in generator.next() % 2 == 0 }
    default: return current
    }
  }

  /// The siblings by their definition: the applied writes that no applied write supersedes.
  func siblings(at vector: VersionVector) -> [Sibling] {
    let applied = events.filter { vector.contains($0.dot) }
    let superseded = Set(applied.flatMap(\.write.supersedes))
    return applied.filter { !superseded.contains($0.dot) && $0.write.value != .absent }
      .map(\.sibling).sorted { $0.dot < $1.dot }
  }

  /// The past versions by their definition: superseded by a write, and by none that releases them.
  func past(at vector: VersionVector) -> [Sibling] {
    let applied = events.filter { vector.contains($0.dot) }
    let released = applied.filter { $0.write.value == .absent }.flatMap(\.write.supersedes)
    let superseded = Set(applied.flatMap(\.write.supersedes)).subtracting(released)
    return applied.map(\.sibling).filter { $0.isProse && superseded.contains($0.dot) }
      .sorted { $0.dot < $1.dot }
  }

  /// The cell after all of `vector`, one write at a time.
  func cell(at vector: VersionVector) -> Cell {
    events.filter { vector.contains($0.dot) }.reduce(into: Cell()) { cell, event in
      cell.apply(event.write, dot: event.dot)
    }
  }

  /// Every order of the events in which each comes after what its author had applied.
  func causalOrders() -> [[Event]] {
    func orders(after applied: VersionVector, _ rest: [Event]) -> [[Event]] {
      if rest.isEmpty { return [[]] }
      return rest.indices.flatMap { index -> [[Event]] in
        let event = rest[index]
        guard applied.covers(event.clock), event.dot.sequence == applied[event.dot.replica] + 1
        else { return [] }
        var remaining = rest
        remaining.remove(at: index)
        let next = applied.union(VersionVector([event.dot]))
        return orders(after: next, remaining).map { [event] + $0 }
      }
    }
    return orders(after: VersionVector(), events)
  }
}
