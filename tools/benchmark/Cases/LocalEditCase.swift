import RecordEditing
import SpaceStore
import SyncCore
import SyncSession

/// One edit of one field, durable when it returns, beside a bare update with its commit.
struct LocalEditCase: BenchCase {
  static let name = "edit"
  static let about = "a single-field edit, committed with synchronous=FULL, beside raw SQLite"

  /// Of the raw update and commit, paired edit by edit.
  private static let goal = Goal.ratioAtMost(1.3)
  private static let microsecondsPerSecond = 1e6

  func run(_ lab: Lab) async throws -> [Measurement] {
    let device = try BenchDevice("anna", lab)
    let spaces = try device.load(lab.data)
    var plain = try PlainTables(
      RawDatabase(path: "\(try lab.directory("raw"))/raw.sqlite"))
    try plain.load(lab.data.records)
    let store = try device.open()
    defer { try? store.close() }  // Everything is committed.
    let editor = Editor(
      store: store, data: lab.data, spaces: spaces, newID: lab.newID)
    var ours: [Double] = []
    var theirs: [Double] = []
    for edit in lab.edits.devices[0] {
      let record = lab.data.accounts[edit.account][edit.record]
      theirs.append(try Timing.seconds { try plain.edit(edit, of: record) })
      ours.append(try Timing.seconds { try editor.make(edit) })
    }
    let ratios = zip(ours, theirs).map { $0 / $1 }
    return [
      Measurement(
        name: Self.name, value: ours.median * Self.microsecondsPerSecond, unit: .microseconds,
        floor: theirs.median * Self.microsecondsPerSecond, goal: Self.goal,
        note: "median of pairs \(Measurement.plain(ratios.median)) ×")
    ]
  }
}
