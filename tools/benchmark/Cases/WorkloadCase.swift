import SyncCore

/// How large the workload is, bare and compressed: the floors of everything that travels.
struct WorkloadCase: BenchCase {
  static let name = "workload"
  static let about = "sizes of the data set and of the edits as JSON lines, bare and compressed"

  /// What the data set and the edits of the same shape are elsewhere.
  private static let expectedRecords = 4_300

  func run(_ lab: Lab) async throws -> [Measurement] {
    let records = lab.data.records
    guard records.count == Self.expectedRecords else {
      throw BenchFault("the data set has \(records.count) records")
    }
    try Self.check(lab.edits)
    var figures = try Self.sizes("records", JSONLines.text(of: records))
    figures += try Self.sizes("edits", lab.edits.jsonLines(lab.data))
    return figures
  }

  private static func sizes(_ what: String, _ text: String) throws -> [Measurement] {
    let bare = Measurement(name: "workload/\(what)", value: Double(text.utf8.count), unit: .bytes)
    return try [bare]
      + Archiver.allCases.compactMap { archiver in
        try archiver.size(of: text).map {
          Measurement(
            name: "workload/\(what) \(archiver.rawValue)", value: Double($0), unit: .bytes,
            floor: bare.value)
        }
      }
  }

  /// So many fields, and no others, are edited by two devices.
  private static func check(_ edits: EditStream) throws {
    let shared = edits.sharedFieldCount
    guard shared == EditStream.concurrentFields else {
      throw BenchFault("\(shared) fields are edited by several devices")
    }
  }
}

extension EditStream {
  /// One line for each edit, device by device.
  func jsonLines(_ data: DataSet) -> String {
    devices.map { JSONLines.text(of: $0, in: data) }.joined()
  }

  var sharedFieldCount: Int {
    var editors: [String: Set<Int>] = [:]
    for edit in devices.joined() {
      editors["\(edit.account)/\(edit.record)/\(edit.field.name)", default: []].insert(edit.device)
    }
    return editors.values.filter { $0.count > 1 }.count
  }
}
