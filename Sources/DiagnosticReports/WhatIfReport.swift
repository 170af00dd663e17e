internal import AccountModel
internal import Diagnostics
package import SpaceStore
package import SyncCore

/// What would be in force, had a field had another policy.
package struct WhatIfReport: Encodable, Sendable {
  /// One value that would differ, or differed for a while.
  package struct Line: Encodable, Sendable {
    package let account: String
    package let ref: String
    package let title: String
    package let field: String
    package let inForce: ReportedValue
    package let would: ReportedValue
    /// Whether people would be asked.
    package let wouldWait: Bool
    package let since: Instant
    package let differsNow: Bool
  }

  package let kind: String
  package let field: String
  package let policy: String
  package let other: String
  package let since: OrNull<Instant>
  /// Writes of the field that were replayed since then.
  package let writes: Int
  package let differences: [Line]
  /// Accounts whose log does not reach back to the beginning: what happened before is not held here.
  package let incomplete: [String]
  package let isHub: Bool
}

extension WhatIfReport {
  /// What is asked: a field of a kind under another policy.
  package struct Question: Sendable {
    package let kind: KindDescription
    package let field: FieldDescription
    package let policy: Policy
    package let since: HybridTime?

    package init(
      kind: KindDescription, field: FieldDescription, policy: Policy, since: HybridTime?
    ) {
      self.kind = kind
      self.field = field
      self.policy = policy
      self.since = since
    }
  }

  package init(_ question: Question, _ reader: ReplicaReader) throws {
    let surroundings = try Surroundings(reader)
    var lines: [Line] = []
    var writes = 0
    var incomplete: [String] = []
    var policy = question.field.policy
    for space in try reader.spaces() {
      try reader.read(space.id) { ledger in
        let name = surroundings.name(of: space.id)
        policy = try ledger.policy(of: question.kind.name, question.field.name)
        let whatIf = try ledger.replay(
          kind: question.kind.name, field: question.field.name, under: question.policy,
          since: question.since ?? .zero)
        writes += whatIf.writeCount
        let isConcerned = try !ledger.records(ofKind: question.kind.name).isEmpty
        if try isConcerned && !ledger.forgotten().isEmpty { incomplete.append(name) }
        lines += try whatIf.differences().map { difference in
          Line(
            account: name, ref: "\(difference.key)", title: try ledger.title(of: difference.key),
            field: question.field.name.string, inForce: ReportedValue(difference.reading.value),
            would: ReportedValue(difference.other.value),
            wouldWait: difference.other.status == .conflict, since: Instant(difference.first),
            differsNow: difference.differsNow)
        }
      }
    }
    self.init(
      kind: question.kind.name.string, field: question.field.name.string, policy: policy.rawValue,
      other: question.policy.rawValue, since: OrNull(question.since.map(Instant.init)),
      writes: writes,
      differences: lines, incomplete: incomplete, isHub: reader.owner.isHub)
  }

  package func lines(_ style: ReportStyle) -> [String] {
    let time = since.value.map { " since \($0.text(style))" } ?? ""
    var lines = [
      "\(kind).\(field) under \(other) instead of \(policy): "
        + "\(counted(writes, "write")) replayed\(time), "
        + "\(counted(differences.count, "value")) would differ or would have for a while"
    ]
    for line in differences {
      lines.append("\(line.account) · \(line.title) · \(line.ref)")
      var rows = Columns()
      rows.add(["in force", line.inForce.text])
      rows.add([
        line.differsNow ? "would be" : "is the same now", line.would.text,
        line.wouldWait ? "a person would be asked" : "",
      ])
      rows.add([line.differsNow ? "differs since" : "first differed", line.since.text(style)])
      lines += rows.indentedLines
    }
    let elsewhere =
      isHub
      ? "earlier changes were dropped here; what stood then is taken as it was"
      : "earlier changes are not held here; fieldbook-server diagnose may know more"
    lines += incomplete.map { "\($0): \(elsewhere)" }
    return lines
  }
}
