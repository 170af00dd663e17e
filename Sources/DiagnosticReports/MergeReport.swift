internal import AccountModel
internal import Diagnostics
package import SpaceStore
package import SyncCore

/// What would come of another replica's changes: a dry run.
package struct MergeReport: Encodable, Sendable {
  /// A cell that would say something else.
  package struct Line: Encodable, Sendable {
    package let account: String
    package let ref: String
    package let title: String
    package let field: String
    package let policy: String
    package let before: ReportedValue
    package let after: ReportedValue
    package let status: String
    package let opensConflict: Bool
    package let candidates: [ReportedValue]
  }

  /// What is in the way of an author's changes.
  package struct Obstacle: Encodable, Sendable {
    package let account: String
    package let change: String
    package let reason: String
  }

  package let from: String
  package let into: String
  package let changes: Int
  package let newRecords: Int
  package let newSpaces: Int
  package let conflicts: Int
  package let cells: [Line]
  package let obstacles: [Obstacle]
}

extension MergeReport {
  /// What `source` would bring to `target`; neither changes.
  package init(from source: ReplicaReader, into target: ReplicaReader) throws {
    let otherNames = try Surroundings(source)
    var gathering = try Gathering(target)
    for space in try source.spaces() {
      try source.read(space.id) { theirs in
        try target.read(space.id) { mine in
          if let dot = try mine.fork(with: theirs) { gathering.noteFork(dot, in: space.id) }
          try gathering.add(
            mine.preview(of: theirs), in: space.id, mine, else: otherNames.name(of: space.id))
        }
      }
    }
    self.init(from: source.path, into: target.path, gathering)
  }

  /// What the changes of a bundle would bring to `target`.
  package init(
    from bundle: String, _ spaces: [(space: SpaceID, changes: [Change])],
    into target: ReplicaReader
  ) throws {
    var gathering = try Gathering(target)
    for part in spaces {
      try target.read(part.space) { mine in
        try gathering.add(
          mine.preview(of: part.changes), in: part.space, mine, else: "\(part.space)")
      }
    }
    self.init(from: bundle, into: target.path, gathering)
  }

  private init(from source: String, into target: String, _ gathering: Gathering) {
    self.init(
      from: source, into: target, changes: gathering.changes, newRecords: gathering.newRecords,
      newSpaces: gathering.newSpaces, conflicts: gathering.cells.count(where: \.opensConflict),
      cells: gathering.cells, obstacles: gathering.obstacles)
  }
}

/// What a dry run has found so far, space by space.
private struct Gathering {
  private let names: Surroundings
  private let known: Set<SpaceID>
  private(set) var cells: [MergeReport.Line] = []
  private(set) var obstacles: [MergeReport.Obstacle] = []
  private(set) var changes = 0
  private(set) var newRecords = 0
  private(set) var newSpaces = 0

  init(_ target: ReplicaReader) throws {
    names = try Surroundings(target)
    known = Set(try target.spaces().map(\.id))
  }

  mutating func noteFork(_ dot: Dot, in space: SpaceID) {
    obstacles.append(
      MergeReport.Obstacle(
        account: names.name(of: space), change: "\(dot)",
        reason: "one identity wrote two changes of this name; a sync mends it"))
  }

  mutating func add(
    _ preview: MergePreview, in space: SpaceID, _ mine: SQLiteLedger, else name: String
  ) throws {
    let account = known.contains(space) ? names.name(of: space) : name
    if !known.contains(space), !preview.applied.isEmpty { newSpaces += 1 }
    changes += preview.applied.count
    newRecords += preview.newRecords.count
    obstacles += preview.blocked.map { blocked in
      MergeReport.Obstacle(
        account: account, change: "\(blocked.dot)", reason: blocked.admission.reason)
    }
    cells += try preview.changes().map { change in
      try MergeReport.Line(
        change, account: account, title: Self.title(of: change.key, preview), mine)
    }
  }

  /// What people would call a record, or kind and id.
  private static func title(of key: RecordKey, _ preview: MergePreview) throws -> String {
    guard let label = kindDescription(named: key.kind)?.label else { return "\(key)" }
    let name = try preview.reading(key, label)?.value.description ?? ""
    return name.isEmpty ? "\(key)" : "\(key.kind) \"\(name)\""
  }
}

extension MergeReport {
  package func lines() -> [String] {
    var lines = [
      "\(counted(changes, "change")) would come from \(from): "
        + "\(counted(newRecords, "new record")), \(counted(newSpaces, "new account")), "
        + "\(counted(conflicts, "conflict")) would open; nothing was written"
    ]
    for cell in cells where cell.status == Reading.Status.conflict.rawValue {
      lines += cell.conflictLines
    }
    var rows = Columns()
    for cell in cells where cell.status != Reading.Status.conflict.rawValue && cell.isTelling {
      rows.add([
        cell.account, cell.title, cell.field, "\(cell.before.text) → \(cell.after.text)",
        cell.status == Reading.Status.decided.rawValue ? "by \(cell.policy)" : "",
      ])
    }
    lines += rows.lines
    lines += obstacles.map { "\($0.account): from \($0.change) on not applied, \($0.reason)" }
    return lines
  }
}

extension MergeReport.Line {
  fileprivate init(
    _ change: MergePreview.CellChange, account: String, title: String, _ ledger: SQLiteLedger
  ) throws {
    self.init(
      account: account, ref: "\(change.key)", title: title, field: change.field.string,
      policy: try ledger.policy(of: change.key.kind, change.field).rawValue,
      before: ReportedValue(change.before.value), after: ReportedValue(change.after.value),
      status: change.after.status.rawValue, opensConflict: change.opensConflict,
      candidates: change.after.candidates.map { ReportedValue($0.value) })
  }

  /// Whether a reader of the field sees a difference; that a new record is there its fields say.
  fileprivate var isTelling: Bool {
    before != after && !(field == Field.life.string && before.value.isNull)
  }

  fileprivate var conflictLines: [String] {
    let what = opensConflict ? "a conflict would open" : "the conflict would get other candidates"
    return ["\(account) · \(title) · \(field): \(what)"]
      + candidates.enumerated().map { "  \($0.offset + 1))  \($0.element.text)" }
  }
}

extension Admission {
  /// Why a change cannot be applied, to follow a comma.
  fileprivate var reason: String {
    switch self {
    case .ready, .duplicate: "nothing is in the way"
    case .gap(let expected): "its author's change \(expected) is missing"
    case .missing(let dots):
      "changes that its author had received are missing: "
        + dots.map(\.description).joined(separator: ", ")
    case .fork: "one identity wrote two changes of this name"
    case .invalid: "it contradicts itself"
    }
  }
}
