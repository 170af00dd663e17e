import Foundation

/// The built programs, run as a user runs them.
struct Programs {
  let directory: String

  /// What a run ended with.
  struct Outcome {
    let status: Int32
    let output: String
    let errors: String
  }

  func run(_ program: String, _ arguments: [String], environment: [String: String]) throws
    -> Outcome
  {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "\(directory)/\(program)")
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let complaint = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
      errors: String(decoding: complaint, as: UTF8.self))
  }
}

/// What went wrong in the story itself: a program that did not do what it was told.
struct StoryError: Error, CustomStringConvertible {
  let description: String
}

/// JSON as the programs print it.
enum JSON {
  static func object(_ text: String) throws -> [String: Any] {
    guard let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    else {
      throw StoryError(description: "no JSON object: \(text)")
    }
    return object
  }

  static func array(_ text: String) throws -> [[String: Any]] {
    guard let array = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]]
    else {
      throw StoryError(description: "no JSON array: \(text)")
    }
    return array
  }
}
