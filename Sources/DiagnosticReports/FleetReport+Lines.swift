extension FleetReport {
  /// More lines than these of one part are no overview; JSON has them all.
  static let shown = 20
  /// Who is responsible for a record that names nobody.
  private static let nobody = "(nobody)"

  package func lines(_ style: ReportStyle) -> [String] {
    replicaLines(style) + contentionLines + conflictLines(style) + clockLines
      + refusedLines + setAsideLines(style) + quarantineLines + identityLines(style)
  }

  private func replicaLines(_ style: ReportStyle) -> [String] {
    var rows = Columns()
    for line in replicas {
      var facts: [String] = []
      if let behind = line.behind.value {
        // What the last answer brought it, the hub learns at its next visit only.
        facts.append(behind == 0 ? "up to date" : "at most \(counted(behind, "change")) behind")
      }
      if let unsent = line.unsent.value, unsent > 0 { facts.append("\(unsent) unsent") }
      if let offset = line.clockOffsetMs.value, offset != 0 {
        facts.append("clock \(Instant.duration(offset)) \(offset > 0 ? "ahead" : "behind")")
      }
      rows.add([
        label(line.device, line.replicas), line.user, counted(line.changes, "change"),
        line.lastChange.value.map { "last change \($0.text(style))" } ?? "no change",
        line.lastContact.value.map { "contact \($0.text(style))" } ?? "",
        facts.joined(separator: ", "),
      ])
    }
    return [
      isHub ? "Devices; contacts are noted every ten minutes" : "Replicas whose changes are here"
    ] + rows.indentedLines
  }

  /// A device's name, and where several lines or replicas bear it, which of them.
  private func label(_ device: String, _ ids: [String]) -> String {
    let bearers = replicas.filter { $0.device == device }
    guard bearers.flatMap(\.replicas).count > 1, !ids.isEmpty else { return device }
    let short = ids.map { String($0.prefix(Self.shortDigits)) }.joined(separator: ", ")
    return "\(device) (\(short))"
  }

  /// The digits of a replica's id by which one is told from the other.
  private static let shortDigits = 8

  private var contentionLines: [String] {
    guard !fields.isEmpty else { return ["Nobody met in a field yet."] }
    var rows = Columns()
    for line in fields.prefix(Self.shown) {
      rows.add([
        "\(line.kind).\(line.field)", "met \(line.encounters)×",
        "in \(counted(line.writes, "write"))",
        line.decisions > 0 ? "decided \(line.decisions)×" : "",
      ])
    }
    var places = Columns()
    for line in accounts.prefix(Self.shown) {
      places.add([
        line.account, "met \(line.encounters)×",
        line.conflicts > 0 ? counted(line.conflicts, "open conflict") : "",
      ])
    }
    return ["Most contested fields"] + rows.indentedLines + ["Most contested accounts"]
      + places.indentedLines
  }

  private func conflictLines(_ style: ReportStyle) -> [String] {
    guard !conflicts.isEmpty else { return ["No conflict waits."] }
    var rows = Columns()
    for line in conflicts.prefix(Self.shown) {
      rows.add([
        line.account, "\(line.title).\(line.field)", line.owner.isEmpty ? Self.nobody : line.owner,
        "\(counted(line.ageDays, "day")), since \(line.since.text(style))",
        line.candidates.map(\.text).joined(separator: " | "),
      ])
    }
    return ["Conflicts that wait, the oldest first"] + rows.indentedLines + more(conflicts.count)
      + conflictCounts
  }

  /// The same by field and by owner, where there are enough of them to be counted.
  private var conflictCounts: [String] {
    guard conflicts.count > 1 else { return [] }
    func rows(_ title: String, _ name: (ConflictLine) -> String) -> [String] {
      var rows = Columns()
      let groups = Dictionary(grouping: conflicts, by: name)
        .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
      for (name, lines) in groups.prefix(Self.shown) {
        let oldest = lines.map(\.ageDays).max() ?? 0
        rows.add([
          name.isEmpty ? Self.nobody : name, counted(lines.count, "conflict"),
          "the oldest \(counted(oldest, "day")) old",
        ])
      }
      return [title] + rows.indentedLines
    }
    return rows("Conflicts by field") { "\($0.kind).\($0.field)" }
      + rows("Conflicts by owner", \.owner)
  }

  private var clockLines: [String] {
    guard !decidedByClock.isEmpty else { return [] }
    var rows = Columns()
    for line in decidedByClock.prefix(Self.shown) {
      let found = line.cause == .correction ? "was" : "was later found to be"
      let skew = "\(Instant.duration(line.skewMs)) \(line.skewMs > 0 ? "ahead" : "behind")"
      rows.add([
        line.account, "\(line.title).\(line.field)", line.inForce.text,
        "else \(line.otherwise.text)",
        "the clock of \(label(line.device, [line.replica])) \(found) \(skew)",
      ])
    }
    return ["Values that a clock decided"] + rows.indentedLines + more(decidedByClock.count)
  }

  private var refusedLines: [String] {
    refused.map {
      "refused: \(counted($0.changes, "change")) of \(label($0.device, [$0.replica])) "
        + "in \($0.account) (\($0.reason))"
    }
  }

  private var quarantineLines: [String] {
    quarantined.prefix(Self.shown).map {
      "quarantined: edits of \($0.ref) in \($0.account) (\($0.fields.joined(separator: ", "))), "
        + "which was purged; restore brings it back"
    } + more(quarantined.count)
  }

  private func identityLines(_ style: ReportStyle) -> [String] {
    var rows = Columns()
    for line in events.suffix(Self.shown) {
      rows.add([
        line.at.text(style), EventWords.sentence(line.event), line.account.value ?? "",
        line.device.value.map { label($0, line.replica.value.map { [$0] } ?? []) } ?? "",
        EventWords.count(line.count, of: line.event), line.detail.value ?? "",
      ])
    }
    var lines = events.isEmpty ? [] : ["What happened to identities"] + rows.indentedLines
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
