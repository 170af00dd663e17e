import ArgumentParser
import DeviceSync
import DiagnosticReports
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession

/// `fieldbook sync`: one exchange with the hub, or stay and follow.
struct SyncCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "sync", abstract: "Exchange changes with the hub.")

  @Flag(help: "Stay, and exchange whenever there is news.") var watch = false
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let home = try Home(common)
    guard watch else {
      return try show(try await home.synchronizer().run(), output)
    }
    try await StopSignal.end {
      try await home.synchronizer().follow { tell($0, output) }
    }
    return .done
  }

  private func tell(_ event: Synchronizer.Event, _ output: Output) {
    switch event {
    case .synced(let report):
      do {
        _ = try show(report, output)
      } catch {
        // The exchange itself is done and stored; only its description failed.
        output.note("fieldbook: the exchange cannot be shown: \(error)")
      }
    case .failed(let failure, let milliseconds):
      output.note("\(failure.message) Next try in \(LocalTime.wait(Int64(milliseconds))).")
    }
  }

  private func show(_ report: SyncReport, _ output: Output) throws -> ExitStatus {
    let replica = try Replica(common, .read)
    defer { replica.close() }
    let spaces = try replica.store.spaces()
    let conflicts = try replica.waitingCount(in: spaces)
    let summary = report.summary
    try output.result(
      .object([
        "sent": .count(summary.sent), "received": .count(summary.receivedCount),
        "conflicts": .count(conflicts), "spaces": .count(spaces.count),
        "bytesUp": .count(report.bytesUp), "bytesDown": .count(report.bytesDown),
        "recovered": .count(summary.recovered.count),
      ])
    ) {
      var lines = try received(summary, spaces, replica)
      lines += try refusals(summary, spaces, replica)
      lines += try BundleRelays(replica: replica).lines()
      lines += try recoveries(summary, spaces, replica)
      lines.append(
        "sent \(summary.sent), received \(summary.receivedCount), \(report.bytesUp) bytes up, "
          + "\(report.bytesDown) down")
      if summary.snapshotRecords > 0 {
        lines.append("received \(counted(summary.snapshotRecords, "record")) in snapshots")
      }
      if summary.isStuck { lines.append("something is left to do; sync again") }
      if conflicts > 0 {
        lines.append("\(counted(conflicts, "conflict")) to decide: fieldbook conflicts")
      }
      return lines
    }
    let isRefused = summary.refusals.values.contains {
      if case .refused = $0 { true } else { false }
    }
    if isRefused { return .refused }
    return conflicts == 0 ? .done : .conflicts
  }

  /// Each received change on a line, under its account.
  private func received(
    _ summary: SyncSummary, _ spaces: [LocalSpace], _ replica: Replica
  ) throws -> [String] {
    let names = try replica.names(of: spaces)
    return try spaces.flatMap { space -> [String] in
      guard let changes = summary.received[space.id], !changes.isEmpty else { return [] }
      let text = ChangeText(replica: replica, space: space.id)
      let lines = try text.lines(changes, summary: text.summary)
      return ["\(names[space.id] ?? "")"] + lines
    }
  }

  private func recoveries(
    _ summary: SyncSummary, _ spaces: [LocalSpace], _ replica: Replica
  ) throws -> [String] {
    try spaces.compactMap { space in
      guard let report = summary.recovered[space.id] else { return nil }
      let parts = [
        report.rewritten > 0 ? "\(counted(report.rewritten, "change")) written again" : nil,
        report.offered > report.rewritten
          ? "\(counted(report.offered - report.rewritten, "change")) offered again" : nil,
        report.setAside > 0 ? "\(counted(report.setAside, "change")) set aside, see status" : nil,
      ].compactMap { $0 }
      let details = parts.isEmpty ? "" : ": " + parts.joined(separator: ", ")
      let name = try replica.name(of: space)
      return "\(name) differed from the hub's history and was put right\(details)"
    }
  }

  private func refusals(
    _ summary: SyncSummary, _ spaces: [LocalSpace], _ replica: Replica
  ) throws -> [String] {
    try spaces.compactMap { space in
      // Where only others' changes were refused, what is handed on says so.
      guard case .refused(let refusal) = summary.refusals[space.id], space.refusal != nil else {
        return nil
      }
      let name = try replica.name(of: space)
      return "refused in \(name): \(refusal.sentence) \(refusal.advice)"
    }
  }
}
