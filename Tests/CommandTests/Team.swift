import Foundation
import SyncTesting

/// A hub and devices made of the built programs, in a directory that goes with the test.
final class Team {
  let root: String
  private(set) var server: Process?
  private(set) var port: UInt16 = 0

  /// Where `swift build` puts the programs: beside the test bundle.
  static let programs: String = {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return package.appendingPathComponent(".build/debug").path
  }()

  struct Outcome {
    let status: Int32
    let output: String
    let errors: String
  }

  init() throws {
    root = FileManager.default.temporaryDirectory.path + "/fieldbook-team-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: root, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try check(run("fieldbook-server", ["init", "--data", hubData, "--team", "Nordvik"]))
  }

  deinit {
    stopServer()
    // Nothing depends on the directory any more; what cannot be removed is the system's to clean.
    try? FileManager.default.removeItem(atPath: root)
  }

  var hubData: String { "\(root)/hub" }
  var url: String { "http://127.0.0.1:\(port)" }

  func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "\(Self.programs)/\(program)")
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let output = Pipe()
    let errors = "\(root)/errors-\(UUID().uuidString)"
    _ = FileManager.default.createFile(atPath: errors, contents: nil)
    process.standardOutput = output
    process.standardError = FileHandle(forWritingAtPath: errors)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let complaint = FileManager.default.contents(atPath: errors) ?? Data()
    return Outcome(
      status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
      errors: String(decoding: complaint, as: UTF8.self))
  }

  @discardableResult
  func check(_ outcome: Outcome, isOneOf codes: Set<Int32> = [0]) throws -> String {
    guard codes.contains(outcome.status) else {
      throw TeamError(
        description: "ended with \(outcome.status): \(outcome.output)\(outcome.errors)")
    }
    return outcome.output
  }

  func home(_ device: String) -> String { "\(root)/\(device)" }

  func fieldbook(_ device: String, _ arguments: String...) throws -> Outcome {
    try run("fieldbook", arguments, environment: ["FIELDBOOK_HOME": home(device)])
  }

  /// Starts the hub; under a tracer where it shall be killed at its n-th write to the disk.
  ///
  /// Returns false where the write came before the hub listened.
  @discardableResult
  func startServer(killedAtWrite write: Int? = nil) throws -> Bool {
    let arguments = ["serve", "--data", hubData, "--listen", "127.0.0.1:\(port)"]
    let path = "\(Self.programs)/fieldbook-server"
    let process: Process
    if let write {
      process = KilledProgram(path: path, environment: [:]).process(arguments, atWrite: write)
    } else {
      process = Process()
      process.executableURL = URL(fileURLWithPath: path)
      process.arguments = arguments
    }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    server = process
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard let said = line.split(whereSeparator: \.isWhitespace).last,
      let port = said.split(separator: ":").last.flatMap({ UInt16($0) })
    else { return false }
    self.port = port
    return true
  }

  func stopServer() {
    guard let server else { return }
    if server.isRunning { server.terminate() }
    server.waitUntilExit()
    self.server = nil
  }

  /// A device that is enrolled as `user`.
  func join(_ user: String, as device: String) throws {
    let invite = try check(
      run("fieldbook-server", ["invite", "--data", hubData, "--user", user, "--json"]))
    let json = try JSONSerialization.jsonObject(with: Data(invite.utf8)) as? [String: Any]
    guard let code = json?["invite"] as? String else {
      throw TeamError(description: "no invite in \(invite)")
    }
    try check(fieldbook(device, "init", "--user", user, "--device", device))
    try check(fieldbook(device, "enroll", url, "--invite", code))
  }
}

struct TeamError: Error, CustomStringConvertible {
  let description: String
}
