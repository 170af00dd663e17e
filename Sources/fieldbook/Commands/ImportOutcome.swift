import DiagnosticReports
import RecordEditing
import SyncCore

/// Says what became of an import.
struct ImportOutcome {
  /// More lines of what was left alone are no help on a terminal; JSON has all of them.
  private static let shownLeft = 20

  let report: ImportReport
  let isDryRun: Bool
  let replica: Replica

  func show(_ output: Output) throws -> ExitStatus {
    output.result(
      .object([
        "added": .count(report.added), "changed": .count(report.changed),
        "unchanged": .count(report.unchanged), "left": .array(report.left.map(Self.json)),
        "dangling": .count(report.dangling), "dryRun": .boolean(isDryRun),
      ])
    ) { lines }
    if report.left.contains(where: { $0.reason == .conflict }) { return .conflicts }
    return report.left.isEmpty ? .done : .findings
  }

  private var lines: [String] {
    let verbs = isDryRun ? ("would add", "would change") : ("added", "changed")
    var lines = [
      "\(verbs.0) \(counted(report.added, "record")), \(verbs.1) \(report.changed); "
        + "\(report.unchanged) \(report.unchanged == 1 ? "is" : "are") as in the file"
    ]
    if report.dangling > 0 {
      lines.append(
        "\(counted(report.dangling, "reference")) to records that are neither in the file nor here")
    }
    lines += report.left.prefix(Self.shownLeft).map(Self.line)
    if report.left.count > Self.shownLeft {
      lines.append("… and \(report.left.count - Self.shownLeft) more were left alone")
    }
    if isDryRun { lines.append("nothing was written") }
    return lines
  }

  private static func line(_ left: ImportReport.LeftAlone) -> String {
    let cell = "\(left.key.short)\(left.field.map { ".\($0)" } ?? "")"
    let why =
      switch left.reason {
      case .conflict: "it is in conflict; fieldbook resolve \(cell)"
      case .deleted: "it is deleted; fieldbook restore \(cell)"
      case .purged: "it was purged; fieldbook restore \(cell)"
      case .fixed: "it is written once, and the file says something else"
      case .appendOnly: "such records are never edited; add one that corrects it"
      }
    return "left alone \(cell) (line \(left.line)): \(why)"
  }

  private static func json(_ left: ImportReport.LeftAlone) -> JSON {
    .object([
      "line": .count(left.line), "ref": .string("\(left.key)"), "space": .string("\(left.space)"),
      "field": .optional(left.field?.string), "reason": .string(left.reason.rawValue),
    ])
  }
}
