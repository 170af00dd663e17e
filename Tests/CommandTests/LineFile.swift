import Foundation
import Testing

/// Lines of records as a test writes and reads them.
struct LineFile {
  let desk: Desk

  /// Writes a file of lines; gives its path.
  func write(_ text: String) throws -> String {
    let path = "\(desk.directory)/lines-\(ProcessInfo.processInfo.globallyUniqueString).jsonl"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  func take(_ text: String, _ options: String...) throws -> Program.Outcome {
    try Program.fieldbook.run(
      ["import", write(text)] + options, environment: desk.environment)
  }

  /// The report of an import as JSON, whatever its status.
  func report(_ text: String, _ options: String...) throws -> JSONValue {
    try Program.fieldbook.run(
      ["import", write(text), "--json"] + options, environment: desk.environment
    ).json()
  }

  func exported() throws -> String {
    let outcome = try desk.run("export")
    #expect(outcome.status == 0, "\(outcome.errors)")
    return outcome.output
  }

  /// The state of all spaces, to see that nothing was written.
  func digest() throws -> String { try desk.run("digest", "--json").output }
}

extension JSONValue {
  /// How many records an import added, changed and found as they are.
  var counts: [Double?] {
    [self["added"].number, self["changed"].number, self["unchanged"].number]
  }
}
