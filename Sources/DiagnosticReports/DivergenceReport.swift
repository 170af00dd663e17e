package import Diagnostics
package import SpaceStore
package import SyncCore

/// Whether two replicas that hold the same changes hold the same state, space by space.
package struct DivergenceReport: Encodable, Sendable {
  package enum Verdict: String, Encodable, Sendable {
    /// Same vector, same digest.
    case same
    /// Changes are on their way: nothing can be said before a sync.
    case behind
    /// One identity wrote two histories.
    case forked
    /// Same vector, different state.
    case different
  }

  /// The verdict on one space.
  package struct Line: Encodable, Sendable {
    package let space: String
    package let account: String
    package let verdict: Verdict
    /// Changes that this replica holds and the other one does not, and the other way round.
    package let ahead: UInt64
    package let behind: UInt64
    /// The first record and field that differ, or the first change that stands for two.
    package let ref: OrNull<String>
    package let field: OrNull<String>
    package let here: [ReportedValue]
    package let there: [ReportedValue]
  }

  package let with: String
  package let spaces: [Line]

  package init(with: String, spaces: [Line]) {
    self.with = with
    self.spaces = spaces
  }

  /// Whether a space needs to be mended.
  package var hasFindings: Bool {
    spaces.contains { $0.verdict == .different || $0.verdict == .forked }
  }
}

extension DivergenceReport {
  /// The spaces that both databases hold.
  package init(of mine: ReplicaReader, with other: ReplicaReader) throws {
    let names = try Surroundings(mine)
    let theirs = Set(try other.spaces().map(\.id))
    let lines = try mine.spaces().filter { theirs.contains($0.id) }.map { space in
      try mine.read(space.id) { here in
        try other.read(space.id) { there in
          Line(
            space.id, account: names.name(of: space.id), try here.divergence(from: there),
            here: try here.vector(), there: try there.vector())
        }
      }
    }
    self.init(with: other.path, spaces: lines)
  }

  package func lines() -> [String] {
    var lines = ["compared with \(with)"]
    var rows = Columns()
    for line in spaces { rows.add([line.account, line.sentence]) }
    lines += rows.indentedLines
    for line in spaces where line.verdict == .different {
      lines.append(
        "\(line.account): first difference at \(line.ref.value ?? "?").\(line.field.value ?? "?")")
      lines.append("  here   \(line.here.map(\.text).joined(separator: " | "))")
      lines.append("  there  \(line.there.map(\.text).joined(separator: " | "))")
    }
    return lines
  }
}

extension DivergenceReport.Line {
  package init(
    _ space: SpaceID, account: String, _ divergence: Divergence, here: VersionVector,
    there: VersionVector
  ) {
    let ahead = Self.changes(of: here, beyond: there)
    let behind = Self.changes(of: there, beyond: here)
    var ref: String?
    var difference: Divergence.Difference?
    let verdict: DivergenceReport.Verdict
    switch divergence {
    case .proven: verdict = .same
    case .differentVectors: verdict = .behind
    case .forked(let dot):
      verdict = .forked
      ref = "\(dot)"
    case .damaged(let first):
      verdict = .different
      difference = first
      ref = first.map { "\($0.key)" }
    }
    self.init(
      space: "\(space)", account: account, verdict: verdict, ahead: ahead, behind: behind,
      ref: OrNull(ref), field: OrNull(difference?.field.string),
      here: (difference?.left?.siblings ?? []).map { ReportedValue($0.value) },
      there: (difference?.right?.siblings ?? []).map { ReportedValue($0.value) })
  }

  /// How many changes a vector has that another one lacks.
  private static func changes(of vector: VersionVector, beyond other: VersionVector) -> UInt64 {
    vector.entries.reduce(0) { sum, dot in
      // A given file may say anything.
      let more = dot.sequence - min(dot.sequence, other[dot.replica])
      let (total, isTooMuch) = sum.addingReportingOverflow(more)
      return isTooMuch ? .max : total
    }
  }

  fileprivate var sentence: String {
    switch verdict {
    case .same: "the same: equal vectors, equal digests"
    case .behind:
      "not to be compared before a sync: \(counted(ahead, "change")) only here, "
        + "\(counted(behind, "change")) only there"
    case .forked: "forked: \(ref.value ?? "?") stands for two changes; the next sync mends it"
    case .different: "DIFFERENT: equal vectors, different state"
    }
  }
}
