import Foundation

/// The team's hub, running on loopback with a clock that the story sets.
final class Hub {
  private let programs: Programs
  private let root: String
  private let process = Process()
  private(set) var port: UInt16 = 0

  private var environment: [String: String] { ["FIELDBOOK_CLOCK": "file:\(root)/hub-clock"] }

  init(root: String, programs: Programs, at time: StoryTime) throws {
    self.programs = programs
    self.root = root
    try set(time)
    try administer("init", "--data", "\(root)/hub", "--team", "Nordvik Flow Services")
    process.executableURL = URL(fileURLWithPath: "\(programs.directory)/fieldbook-server")
    process.arguments = ["serve", "--data", "\(root)/hub", "--listen", "127.0.0.1:0"]
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let output = Pipe()
    process.standardOutput = output
    _ = FileManager.default.createFile(atPath: "\(root)/hub.log", contents: nil)
    process.standardError = FileHandle(forWritingAtPath: "\(root)/hub.log")
    try process.run()
    let line = String(
      decoding: output.fileHandleForReading.availableData, as: UTF8.self
    ).trimmingCharacters(in: .whitespacesAndNewlines)
    guard let port = line.split(separator: ":").last.flatMap({ UInt16($0) }) else {
      throw StoryError(description: "the hub did not say where it listens: \(line)")
    }
    self.port = port
  }

  var url: String { "http://127.0.0.1:\(port)" }

  func set(_ time: StoryTime) throws {
    try Data(time.text.utf8).write(to: URL(fileURLWithPath: "\(root)/hub-clock"), options: .atomic)
  }

  @discardableResult
  func administer(_ arguments: String...) throws -> String {
    let outcome = try programs.run("fieldbook-server", arguments, environment: environment)
    guard outcome.status == 0 else {
      throw StoryError(
        description: "fieldbook-server \(arguments.joined(separator: " ")): \(outcome.errors)")
    }
    return outcome.output
  }

  func invite(_ user: String, role: String, manager: String?) throws -> String {
    let extra = manager.map { ["--manager", $0] } ?? []
    let arguments = ["invite", "--data", "\(root)/hub", "--user", user, "--role", role, "--json"]
    let outcome = try programs.run(
      "fieldbook-server", arguments + extra, environment: environment)
    guard outcome.status == 0, let code = try JSON.object(outcome.output)["invite"] as? String
    else {
      throw StoryError(description: "no invite for \(user): \(outcome.errors)")
    }
    return code
  }

  func stop() {
    process.terminate()
    process.waitUntilExit()
  }
}
