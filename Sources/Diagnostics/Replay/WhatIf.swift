package import SyncCore

/// A space's history under another policy of one field.
///
/// Nothing is written; the changes stay as they were made, only what their readers were shown is
/// worked out anew. What people would have done, had they been shown something else, nobody can replay.
package struct WhatIf {
  private struct CellState {
    var cell = Cell()
    var firstDiffered: HybridTime?
    var reading: Reading?
    var otherReading: Reading?
  }

  package let kind: Text
  package let field: Text
  private let actual: Policy
  private let other: Policy
  private let since: HybridTime
  private var stamps: [Dot: Stamp] = [:]
  private var states: [RecordKey: CellState] = [:]
  /// The changes that wrote the field, since the time asked for.
  package private(set) var writeCount = 0

  /// - Parameters:
  ///   - kind: the kind of record.
  ///   - field: the field of that kind whose policy is exchanged.
  ///   - actual: the policy in force.
  ///   - other: the one to try.
  ///   - since: differences before this time are not listed.
  package init(kind: Text, field: Text, actual: Policy, other: Policy, since: HybridTime = .zero) {
    self.kind = kind
    self.field = field
    self.actual = actual
    self.other = other
    self.since = since
  }

  /// Puts in what a cell held before the log begins: what a snapshot brought, or what was forgotten.
  ///
  /// `versions` are the writes of that time that are still known, live or past; one that another of
  /// them supersedes was past already. They carry the bases of the policy in force.
  package mutating func begin(
    _ key: RecordKey, with versions: [Sibling], stamp: (Dot) throws -> Stamp
  ) rethrows {
    let superseded = Set(versions.flatMap(\.supersedes))
    var state = CellState()
    state.cell = Cell(
      versions.filter { !superseded.contains($0.dot) },
      past: versions.filter { superseded.contains($0.dot) })
    for version in versions { stamps[version.dot] = try stamp(version.dot) }
    let last = state.cell.siblings.compactMap { stamps[$0.dot]?.time }.max() ?? .zero
    states[key] = note(state, at: last)
  }

  /// Replays the next change; everything that it depends on was replayed before.
  package mutating func apply(_ change: Change) {
    for write in change.writes where write.field == field && write.key.kind == kind {
      stamps[change.dot] = change.stamp
      var state = states[write.key] ?? CellState()
      state.cell.apply(carryingBase(write, in: state.cell), dot: change.dot)
      if change.time >= since, write.value != .absent { writeCount += 1 }
      states[write.key] = note(state, at: change.time)
    }
  }

  /// The state with what readers would be shown of it from `time` on.
  private func note(_ state: CellState, at time: HybridTime) -> CellState {
    var state = state
    let reading = read(state.cell, by: actual)
    let otherReading = read(state.cell, by: other)
    if time >= since, reading.value != otherReading.value, state.firstDiffered == nil {
      state.firstDiffered = time
    }
    state.reading = reading
    state.otherReading = otherReading
    return state
  }

  /// Every value that would have been another one, by record.
  package func differences() -> [Difference] {
    states.compactMap { key, state in
      guard let first = state.firstDiffered, let reading = state.reading,
        let otherReading = state.otherReading
      else { return nil }
      return Difference(key: key, first: first, reading: reading, other: otherReading)
    }.sorted { $0.key < $1.key }
  }

  /// A policy that asks a person needs a base, which writes under other policies do not carry: it
  /// is what the other policy would have shown of what the write superseded.
  private func carryingBase(_ write: Write, in cell: Cell) -> Write {
    guard other.asksPerson, !actual.asksPerson, write.base == nil else { return write }
    let shown = cell.siblings.filter { write.supersedes.contains($0.dot) }
    guard !shown.isEmpty else { return write }
    let reading = read(Cell(shown), by: other)
    guard let last = reading.candidates.last?.dots.last else { return write }
    let base =
      reading.status == .conflict
      ? reading.base
      : Base(dot: last, time: stamps[last]?.time ?? .zero, value: reading.value)
    return Write(
      write.key, write.field, supersedes: write.supersedes, value: write.value, base: base)
  }

  private func read(_ cell: Cell, by policy: Policy) -> Reading {
    policy.read(cell) { dot in
      stamps[dot] ?? Stamp(time: .zero, actor: "", clockOffset: 0)
    }
  }
}

extension WhatIf {
  /// One cell whose value differed at some time.
  package struct Difference: Hashable, Sendable {
    package let key: RecordKey
    /// When a reader would first have been shown something else.
    package let first: HybridTime
    /// What is shown now.
    package let reading: Reading
    /// What would be shown now.
    package let other: Reading

    package var differsNow: Bool { reading.value != other.value }
  }
}
