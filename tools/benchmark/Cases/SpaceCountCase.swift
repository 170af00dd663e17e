import DeviceSync
import RecordEditing
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession

/// Whether a sync costs more where the hub has more spaces that do not concern it.
struct SpaceCountCase: BenchCase {
  static let name = "spaces"
  static let about =
    "the hub's cost of one sync with 1,000, 10,000 and 100,000 spaces in its database"

  private static let counts = [1_000, 10_000, 100_000]
  /// Processor time is counted over so many edits that are sent and acknowledged.
  private static let edits = 300
  private static let goal = Goal.ratioAtMost(1.2)
  private static let microsecondsPerSecond = 1e6

  func run(_ lab: Lab) async throws -> [Measurement] {
    var figures: [Measurement] = []
    for count in Self.counts {
      let seconds = try await Self.cost(of: count, lab)
      figures.append(
        Measurement(
          name: "spaces/\(count)", value: seconds * Self.microsecondsPerSecond,
          unit: .microseconds, floor: figures.first?.value,
          goal: figures.isEmpty ? .none : Self.goal,
          note: figures.isEmpty ? "" : "floor: with \(Self.counts[0]) spaces"))
    }
    return figures
  }

  /// Processor seconds of the hub for one pushed edit.
  private static func cost(of count: Int, _ lab: Lab) async throws -> Double {
    let hub = try BenchHub(lab)
    let anna = try BenchDevice("anna", lab)
    let data = DataSet(accounts: 1)
    return try await hub.serving { url in
      try await anna.enrol(url, invite: try await hub.invite("anna"))
      let spaces = try anna.load(data)
      _ = try await anna.synchronizer.run()
      try hub.addSpaces(count, dice: lab.dice)
      var seconds = 0.0
      for number in 1...edits {
        let store = try anna.open()
        let editor = Editor(store: store, data: data, spaces: spaces, newID: lab.newID)
        try editor.make(WorkEdit.amount(Number(whole: number), in: data))
        try store.close()
        let before = hub.processorSeconds
        _ = try await anna.sync(with: hub)
        seconds += hub.processorSeconds - before
      }
      return seconds / Double(edits)
    }
  }
}
