import Foundation
import RecordEditing
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession

/// Importing the whole data set from a file of JSON lines, until it is durable.
struct ImportCase: BenchCase {
  static let name = "import"
  static let about = "an import of the whole data set, beside a raw bulk insert of the same rows"

  private static let goal = Goal.ratioAtMost(4)

  func run(_ lab: Lab) async throws -> [Measurement] {
    let path = try Self.file(lab)
    var seconds: [Double] = []
    var floors: [Double] = []
    for _ in 0..<lab.repeats {
      floors.append(try FreshDeviceCase.floor(lab))
      let device = try BenchDevice("anna", lab)
      let store = try device.open()
      let lines = Self.lines(of: path, into: store, lab)
      seconds.append(
        try Timing.seconds {
          let report = try lines.run(isDryRun: false)
          guard report.added == lab.data.records.count else {
            throw BenchFault("\(report.added) records were imported")
          }
        })
      // One change for each account.
      for space in try store.view().spaces where space.kind == .account {
        try store.read(space.space) { try Conservation.check($0, changes: 1) }
      }
      try store.close()
      try lab.remove(device.directory)
    }
    return [
      Measurement(
        name: Self.name, value: seconds.median, unit: .seconds, floor: floors.median,
        goal: Self.goal)
    ]
  }

  /// A file with the data set as JSON lines.
  static func file(_ lab: Lab) throws -> String {
    let path = "\(try lab.directory("lines"))/records.jsonl"
    try JSONLines.text(of: lab.data.records).write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  /// The import as the command line sets it up.
  static func lines(of path: String, into store: DeviceStore, _ lab: Lab) -> RecordImport {
    RecordImport(
      store: store, source: .file(path: path), account: nil,
      today: Day(milliseconds: store.correctedMilliseconds), newID: lab.newID,
      newNonce: { lab.dice.bytes(SpaceRegistration.nonceByteCount) })
  }
}
