import Foundation
import Testing

/// One of the built programs, run as a process of its own.
struct Program {
  let name: String

  static let fieldbook = Program(name: "fieldbook")

  /// What a run left behind.
  struct Outcome: Sendable {
    let status: Int32
    let output: String
    let errors: String

    /// The lines of the standard output.
    var lines: [String] { output.split(separator: "\n").map(String.init) }
    /// The standard output as JSON.
    func json() throws -> JSONValue { try JSONValue(parsing: output) }
    /// The standard error output as JSON.
    func jsonError() throws -> JSONValue { try JSONValue(parsing: errors)["error"] }
  }

  /// The programs lie beside the test bundle; where that is not known, where a plain build puts them.
  static let directory: URL = {
    // Where it cannot be read, a plain build's directory is taken.
    let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let beside = URL(filePath: link ?? "/").deletingLastPathComponent()
    if FileManager.default.isExecutableFile(atPath: beside.appending(path: "fieldbook").path) {
      return beside
    }
    return URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: ".build/debug")
  }()

  var path: String { Self.directory.appending(path: name).path }

  /// Runs the program to its end; nothing of the test's environment but the path goes with it.
  func run(
    _ arguments: [String], environment: [String: String] = [:], input: String = ""
  ) throws -> Outcome {
    try Self.run(path, arguments, environment: environment, input: input)
  }

  /// A process of the program that is not started yet.
  func process(_ arguments: [String], environment: [String: String] = [:]) -> Process {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.environment = Self.environment.merging(environment) { $1 }
    return process
  }

  static func run(
    _ path: String, _ arguments: [String], environment: [String: String] = [:], input: String = ""
  ) throws -> Outcome {
    let process = Process()
    let (output, errors, source) = (Pipe(), Pipe(), Pipe())
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.environment = Self.environment.merging(environment) { $1 }
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = source
    try process.run()
    try source.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try source.fileHandleForWriting.close()
    // Mistakes are a few lines: they fit into the pipe while the output is read to its end.
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    let mistakes = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
      errors: String(decoding: mistakes, as: UTF8.self))
  }

  /// What every program of a test is given: a fixed time, no home, nothing of the developer's.
  static let environment = [
    "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
    "HOME": "/nonexistent", "TZ": "UTC", "FIELDBOOK_CLOCK": "2026-03-10T09:00:00Z",
  ]
}
