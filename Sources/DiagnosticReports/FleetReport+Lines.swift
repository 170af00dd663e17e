extension FleetReport {
  /// More lines than these of one part are no overview; JSON has them all.
  static let shown = 20

  package func lines(_ style: ReportStyle) -> [String] {
    replicaLines(style) + contentionLines + conflictLines(style) + clockLines
      + refusedLines + setAsideLines(style) + quarantineLines + identityLines(style)
  }

  private func replicaLines(_ style: ReportStyle) -> [String] {
    var rows = AlignedRows()
    for line in replicas {
      var facts: [String] = []
      if let behind = line.behind.value {
        facts.append(behind == 0 ? "up to date" : "\(counted(behind, "change")) behind")
      }
      if let unsent = line.unsent.value, unsent > 0 { facts.append("\(unsent) unsent") }
      if let offset = line.clockOffsetMs.value, offset != 0 {
        facts.append("clock \(Instant.duration(offset)) \(offset > 0 ? "ahead" : "behind")")
      }
      rows.add([
        line.device, line.user, counted(line.changes, "change"),
        line.lastChange.value.map { "last change \($0.text(style))" } ?? "no change",
        line.lastContact.value.map { "contact \($0.text(style))" } ?? "",
        facts.joined(separator: ", "),
      ])
    }
    return [isHub ? "Devices" : "Replicas whose changes are here"] + rows.lines()
  }

  private var contentionLines: [String] {
    guard !fields.isEmpty else { return ["Nobody met in a field yet."] }
    var rows = AlignedRows()
    for line in fields.prefix(Self.shown) {
      rows.add([
        "\(line.kind).\(line.field)", "met \(line.encounters)×",
        "in \(counted(line.writes, "write"))",
        line.decisions > 0 ? "decided \(line.decisions)×" : "",
      ])
    }
    var places = AlignedRows()
    for line in accounts.prefix(Self.shown) {
      places.add([
        line.account, "met \(line.encounters)×",
        line.conflicts > 0 ? counted(line.conflicts, "open conflict") : "",
      ])
    }
    return ["Most contested fields"] + rows.lines() + ["Most contested accounts"] + places.lines()
  }

  private func conflictLines(_ style: ReportStyle) -> [String] {
    guard !conflicts.isEmpty else { return ["No conflict waits."] }
    var rows = AlignedRows()
    for line in conflicts.prefix(Self.shown) {
      rows.add([
        line.account, "\(line.title).\(line.field)", line.owner,
        "\(counted(line.ageDays, "day")), since \(line.since.text(style))",
        line.candidates.map(\.text).joined(separator: " | "),
      ])
    }
    return ["Conflicts that wait, the oldest first"] + rows.lines() + more(conflicts.count)
  }

  private var clockLines: [String] {
    guard !decidedByClock.isEmpty else { return [] }
    var rows = AlignedRows()
    for line in decidedByClock.prefix(Self.shown) {
      let found = line.cause == .correction ? "was" : "was later found to be"
      let skew = "\(Instant.duration(line.skewMs)) \(line.skewMs > 0 ? "ahead" : "behind")"
      rows.add([
        line.account, "\(line.title).\(line.field)", line.inForce.text,
        "else \(line.otherwise.text)",
        "the clock of \(line.device) \(found) \(skew)",
      ])
    }
    return ["Values that a clock decided"] + rows.lines() + more(decidedByClock.count)
  }

  private var refusedLines: [String] {
    refused.map {
      "refused: \(counted($0.changes, "change")) of \($0.device) in \($0.account) (\($0.reason))"
    }
  }

  private var quarantineLines: [String] {
    quarantined.prefix(Self.shown).map {
      "quarantined: edits of \($0.ref) in \($0.account) (\($0.fields.joined(separator: ", "))), "
        + "which was purged; restore brings it back"
    } + more(quarantined.count)
  }

  private func identityLines(_ style: ReportStyle) -> [String] {
    var rows = AlignedRows()
    for line in events.suffix(Self.shown) {
      rows.add([
        line.at.text(style), EventWords.sentence(line.event), line.account.value ?? "",
        line.device.value ?? "",
        line.count > 0 ? "\(line.count)" : "", line.detail.value ?? "",
      ])
    }
    var lines = events.isEmpty ? [] : ["What happened to identities"] + rows.lines()
    if !rewritten.isEmpty {
      lines.append("\(counted(rewritten.count, "change")) written again under another name")
      lines += rewritten.prefix(Self.shown).map {
        "  \($0.first) of \($0.user) in \($0.account), again as \($0.again)"
      }
    }
    return lines + more(rewritten.count)
  }

  func more(_ count: Int) -> [String] {
    count > Self.shown ? ["  and \(count - Self.shown) more; --json lists them all"] : []
  }
}
