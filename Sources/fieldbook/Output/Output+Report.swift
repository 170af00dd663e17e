import DiagnosticReports
import Foundation
import SpaceStore
import SyncCore

extension Output {
  /// Prints a report: as JSON where that was asked for, else as lines.
  func result(_ report: some Encodable, lines: () -> [String]) throws {
    guard isJSON else {
      for line in lines() { write(line) }
      return
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    write(String(decoding: try encoder.encode(report), as: UTF8.self))
  }
}

extension ReportStyle {
  /// Times by the clock on the wall here.
  static let local = ReportStyle { milliseconds in
    let millisecondsPerSecond: Int64 = 1_000
    let time = Date(timeIntervalSince1970: Double(milliseconds) / Double(millisecondsPerSecond))
    return Int64(TimeZone.current.secondsFromGMT(for: time)) * millisecondsPerSecond
  }
}

extension Home {
  /// The replica's database, only looked at.
  func reader() throws -> ReplicaReader {
    // A replica that an older program wrote is prepared first, as for every other command.
    try open(.read).close()
    return try ReplicaReader.open(
      path: "\(directory)/\(DeviceStore.databaseName)", catalog: Self.storeCatalog)
  }
}
