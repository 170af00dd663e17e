import DiagnosticReports
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession

/// Says what became of a bundle.
struct BundleReport {
  let outcomes: [BundleOutcome]
  let head: BundleHead
  let isDryRun: Bool
  let replica: Replica
  let peers: BundlePeers

  private var received: Int { outcomes.reduce(0) { $0 + ($1.taken?.intake.count ?? 0) } }

  func show(_ output: Output) throws -> ExitStatus {
    let changes = try outcomes.map(previewed)
    let spaces = try replica.store.spaces()
    let waiting = try replica.waitingCount(in: spaces)
    let opened = changes.joined().count(where: \.opensConflict)
    try output.result(
      .object([
        "received": .count(received), "dryRun": .boolean(isDryRun),
        "conflicts": .count(isDryRun ? opened : waiting),
        "spaces": .array(zip(outcomes, changes).map(json)),
      ])
    ) { try lines(changes, waiting: waiting) }
    if let refused = outcomes.compactMap({ $0.refusal?.failure.status }).max(by: {
      $0.rawValue < $1.rawValue
    }) {
      return refused
    }
    return (isDryRun ? opened : waiting) > 0 ? .conflicts : .done
  }

  // MARK: What would change

  private struct Preview {
    let cell: BundleTaken.Cell
    let before: Reading

    var opensConflict: Bool { cell.after.status == .conflict && before.status != .conflict }
  }

  /// The cells of an account that would say something else than now.
  private func previewed(_ outcome: BundleOutcome) throws -> [Preview] {
    guard isDryRun, let taken = outcome.taken else { return [] }
    return try replica.store.read(outcome.space) { ledger in
      try taken.cells.map { cell in
        Preview(cell: cell, before: try ledger.reading(cell.key, cell.field.name))
      }
    }.filter { $0.opensConflict || $0.before.value != $0.cell.after.value }
  }

  // MARK: Lines

  private func lines(_ changes: [[Preview]], waiting: Int) throws -> [String] {
    var lines: [String] = []
    for (outcome, previews) in zip(outcomes, changes) {
      lines += try accountLines(outcome) + previewLines(previews, in: outcome.space)
    }
    let at = LocalTime.text(Int64(clamping: head.milliseconds))
    let verb = isDryRun ? "would receive" : "received"
    lines.append(
      "\(verb) \(counted(received, "change")) from \(head.user), \(head.device), as of \(at)")
    if isDryRun {
      lines.append("nothing was written")
    } else if waiting > 0 {
      lines.append("\(counted(waiting, "conflict")) to decide: fieldbook conflicts")
    }
    return lines
  }

  private func accountLines(_ outcome: BundleOutcome) throws -> [String] {
    if let failure = outcome.refusal?.failure {
      return ["refused \(outcome.name): \(failure.message)", "  \(failure.hint)"]
    }
    guard let taken = outcome.taken, taken.intake.count > 0 else { return [] }
    var lines = [outcome.name]
    let titles = Dictionary(
      taken.cells.map { ($0.key, $0.title) }, uniquingKeysWith: { $1 })
    let text = ChangeText(replica: replica, space: outcome.space)
    lines += try text.lines(taken.changes, of: taken.intake.count) { change in
      isDryRun ? Self.summary(change, titles) : try text.summary(change)
    }
    if taken.intake.isOvertaken {
      lines.append(
        "  it holds later changes of this very replica, which was restored: they are back"
          + (isDryRun ? "" : ", and it writes under a new id"))
    }
    return lines
  }

  /// What a change did, where its records may not be here.
  private static func summary(_ change: Change, _ titles: [RecordKey: String]) -> String {
    Set(change.writes.map(\.key)).sorted().map { key in
      let fields = change.writes.filter { $0.key == key }.map(\.field.string)
      return "\(titles[key] ?? "\(key)") \(fields.joined(separator: ", "))"
    }.joined(separator: "; ")
  }

  private func previewLines(_ previews: [Preview], in space: SpaceID) throws -> [String] {
    let texts = ValueText(store: replica.store, space: space)
    var columns = Columns()
    for preview in previews {
      let cell = preview.cell
      let before = try texts.text(preview.before.value, cell.field.type)
      let after = try texts.text(cell.after.value, cell.field.type)
      columns.add([
        preview.opensConflict ? "  conflict" : "  change",
        "\(cell.title) \(cell.field.name)",
        preview.opensConflict
          ? try cell.after.candidates.map { try texts.text($0.value, cell.field.type) }
            .joined(separator: " or ")
          : "\(before) → \(after)",
      ])
    }
    return columns.lines
  }

  // MARK: JSON

  private func json(_ outcome: BundleOutcome, _ previews: [Preview]) -> JSON {
    let intake = outcome.taken?.intake
    var members: [JSON.Member] = [
      .init(key: "space", value: .string("\(outcome.space)")),
      .init(key: "account", value: .string(outcome.name)),
      .init(key: "received", value: .count(intake?.count ?? 0)),
      .init(key: "refused", value: outcome.refusal.map(json) ?? .null),
    ]
    if isDryRun {
      members.append(.init(key: "cells", value: .array(previews.map(json))))
    }
    return .members(members)
  }

  private func json(_ refusal: BundleFailure) -> JSON {
    .object([
      "code": .string(refusal.failure.code), "message": .string(refusal.failure.message),
      "hint": .string(refusal.failure.hint),
      "missing": .array(
        refusal.missing.map { missing in
          .object([
            "replica": .string("\(missing.replica)"),
            "name": .string(peers.name(of: missing.replica)),
            "from": .count(missing.from), "to": .count(missing.to),
          ])
        }),
    ])
  }

  private func json(_ preview: Preview) -> JSON {
    .object([
      "ref": .string("\(preview.cell.key)"), "field": .string(preview.cell.field.name.string),
      "before": JSON(preview.before.value), "after": JSON(preview.cell.after.value),
      "opensConflict": .boolean(preview.opensConflict),
      "candidates": .array(
        preview.opensConflict ? preview.cell.after.candidates.map { JSON($0.value) } : []),
    ])
  }
}
