import Foundation

/// A built program under a tracer that kills it at its n-th write to the disk.
///
/// Counting system calls makes "a random moment" repeatable: the seed alone decides where it falls.
struct KilledProgram {
  /// The system calls through which SQLite reaches the disk.
  static let calls = "pwrite64,fdatasync,fsync,ftruncate,unlink"

  let program: Program
  var environment: [String: String] = [:]
  /// The system calls that count as a write.
  var calls = Self.calls

  struct Outcome {
    let wasKilled: Bool
    let status: Int32
    let output: String
  }

  /// A process that is set up to be killed at its `write`-th write, not yet started.
  ///
  /// The tracer is the one that detaches (-D), so that signals reach the program itself.
  func process(_ arguments: [String], atWrite write: Int) -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/strace")
    process.arguments =
      [
        "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=\(calls)",
        "-e", "inject=\(calls):signal=KILL:when=\(write)", program.path,
      ] + arguments
    process.environment = Program.environment.merging(environment) { $1 }
    return process
  }

  func run(_ arguments: [String], atWrite write: Int) throws -> Outcome {
    let process = process(arguments, atWrite: write)
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      wasKilled: process.terminationReason == .uncaughtSignal,
      status: process.terminationStatus, output: String(decoding: text, as: UTF8.self))
  }
}
