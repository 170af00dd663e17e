import Foundation

/// A program that runs to its end.
enum Command {
  /// - Parameters:
  ///   - words: the program, looked up like a shell does, and its arguments.
  ///   - errors: what becomes of its standard error.
  /// - Returns: its exit code, which is 127 where it is not installed, and what it printed.
  /// - Throws: where no process can be started.
  static func run(_ words: [String], errors: Errors) throws -> (status: Int32, output: Data) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    let output = Pipe()
    process.standardOutput = output
    switch errors {
    case .shown: break
    case .kept: process.standardError = output
    case .dropped: process.standardError = FileHandle.nullDevice
    }
    try process.run()
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, printed)
  }

  enum Errors {
    case shown
    /// With what it printed.
    case kept
    case dropped
  }
}
