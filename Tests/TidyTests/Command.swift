import Foundation

/// A command that ran to its end: its exit status and everything it wrote.
struct Command {
  let status: Int32
  let text: String

  /// Runs a program, looked up on the path, with what it is given.
  static func run(_ arguments: [String], input: String? = nil, in directory: URL) throws -> Command
  {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = arguments
    process.currentDirectoryURL = directory
    process.standardOutput = output
    process.standardError = output
    let source = Pipe()
    process.standardInput = source
    try process.run()
    if let input { try source.fileHandleForWriting.write(contentsOf: Data(input.utf8)) }
    try source.fileHandleForWriting.close()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Command(status: process.terminationStatus, text: String(decoding: data, as: UTF8.self))
  }
}
