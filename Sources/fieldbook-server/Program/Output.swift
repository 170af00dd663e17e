import DiagnosticReports
import Foundation

/// Where a command prints: results to standard output, mistakes to standard error.
struct Output {
  let isJSON: Bool

  /// Prints the one result of a command: as JSON where that was asked for, else as lines.
  func result(_ value: some Encodable, lines: @autoclosure () -> [String]) throws {
    if isJSON {
      write(try Self.json(value))
    } else {
      for line in lines() { write(line) }
    }
  }

  /// At once, also where the output is a pipe that somebody waits at.
  func write(_ line: String) {
    // A reader that went away, such as `head`, wants no more; there is nobody to tell.
    try? FileHandle.standardOutput.write(contentsOf: Data("\(text(line))\n".utf8))
  }

  /// JSON names what would steer a terminal by itself.
  private func text(_ line: String) -> String { isJSON ? line : line.shown }

  /// Says what went wrong.
  func report(_ failure: Failure) {
    let texts = ["code": failure.code, "message": failure.message, "hint": failure.hint]
    // A few texts always encode; without JSON the sentence still tells a person.
    if isJSON, let line = try? Self.json(["error": texts]) {
      complain(line)
    } else {
      complain("fieldbook-server: \(failure.message)")
      complain("hint: \(failure.hint)")
    }
  }

  private func complain(_ line: String) {
    // Where standard error takes nothing any more, as a file on a full disk, nobody can be told.
    try? FileHandle.standardError.write(contentsOf: Data("\(text(line))\n".utf8))
  }

  private static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
