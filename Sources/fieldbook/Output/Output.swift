import DiagnosticReports
import Foundation

/// Where a command prints: results to standard output, mistakes and notes to standard error.
struct Output {
  let isJSON: Bool

  /// Prints the one result of a command: as JSON where that was asked for, else as lines.
  func result(_ json: @autoclosure () throws -> JSON, lines: () throws -> [String]) rethrows {
    if isJSON {
      write(try json().text)
    } else {
      for line in try lines() { write(line) }
    }
  }

  /// Writes a line at once: whoever reads a watcher's output through a pipe waits for it.
  func write(_ line: String) {
    // A reader that went away, such as `head`, wants no more; there is nobody to tell.
    try? FileHandle.standardOutput.write(contentsOf: Data("\(text(line))\n".utf8))
  }

  /// JSON names what would steer a terminal by itself.
  private func text(_ line: String) -> String { isJSON ? line : line.shown }

  /// Prints a remark that is no result; scripts that read JSON are spared.
  func note(_ line: String) {
    if !isJSON { complain(line) }
  }

  /// Says what went wrong.
  func report(_ failure: Failure) {
    if isJSON {
      let entries = JSON.object([
        "code": .string(failure.code), "message": .string(failure.message),
        "hint": .string(failure.hint),
      ])
      complain(JSON.object(["error": entries]).text)
    } else {
      complain("fieldbook: \(failure.message)")
      complain("hint: \(failure.hint)")
    }
  }

  private func complain(_ line: String) {
    // Where standard error takes nothing any more, as a file on a full disk, nobody can be told.
    try? FileHandle.standardError.write(contentsOf: Data("\(text(line))\n".utf8))
  }
}
