import Foundation
import SyncTesting

/// The end of a run in words.
struct Summary {
  let tally: Tally
  let seconds: Double

  var text: String {
    let speed = Double(tally.seeds) / max(seconds, 0.001)
    var lines = [
      row("seeds", "\(tally.seeds) in \(format(seconds)) s, \(format(speed)) per second"),
      row("operations", "\(tally.operations)"),
      row("changes", "\(tally.changes), \(tally.concurrentPercent) % met a concurrent one"),
      row("checks", "\(tally.checks.values.reduce(0, +))"),
      "", "disturbances by the state that they met", header,
    ]
    lines += Set(tally.faults.keys.map(\.fault)).sorted().map(line)
    lines += ["", "operations by kind"]
    lines += Operation.kinds.map { row($0, "\(tally.kinds[$0] ?? 0)") }
    lines += ["", "reached"]
    lines += Milestone.allCases.map { row($0.rawValue, "\(tally.milestones[$0] ?? 0)") }
    return lines.joined(separator: "\n")
  }

  private var header: String {
    row("", ProtocolState.allCases.map { pad($0.rawValue) }.joined())
  }

  private func line(_ fault: String) -> String {
    row(
      fault,
      ProtocolState.allCases.map { state in
        let count = tally.faults[FaultPoint(fault: fault, state: state)]
        return pad(count.map(String.init) ?? "–")
      }.joined())
  }

  private func row(_ name: String, _ text: String) -> String {
    "  " + name.padding(toLength: 26, withPad: " ", startingAt: 0) + text
  }

  private func pad(_ text: String) -> String {
    String(repeating: " ", count: max(12 - text.count, 1)) + text
  }

  private func format(_ number: Double) -> String { String(format: "%.1f", number) }
}
