import Foundation
import SyncTesting

/// A hub and devices made of the built programs, in a directory that goes with the test.
final class Team {
  let root: String
  private(set) var server: Process?
  private(set) var port: UInt16 = 0

  init() throws {
    root =
      FileManager.default.temporaryDirectory.path
      + "/fieldbook-team-\(ProcessInfo.processInfo.globallyUniqueString)"
    try FileManager.default.createDirectory(
      atPath: root, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try setClock("2026-03-10T09:00:00Z")
    try check(run("fieldbook-server", ["init", "--data", hubData, "--team", "Nordvik"]))
  }

  /// Sets everybody's clock, or that of one device, which goes wrong from then on.
  func setClock(_ time: String, of device: String? = nil) throws {
    let file = device.map(clockFile) ?? clockFile
    try time.write(toFile: file, atomically: true, encoding: .utf8)
  }

  private var clockFile: String { "\(root)/clock" }
  private func clockFile(of device: String) -> String { "\(root)/\(device).clock" }
  private var clock: [String: String] { ["FIELDBOOK_CLOCK": "file:\(clockFile)"] }

  deinit {
    stopServer()
    // Nothing depends on the directory any more; what cannot be removed is the system's to clean.
    try? FileManager.default.removeItem(atPath: root)
  }

  var hubData: String { "\(root)/hub" }
  var url: String { "http://127.0.0.1:\(port)" }

  func run(_ program: String, _ arguments: [String]) throws -> Program.Outcome {
    try Program(name: program).run(arguments, environment: clock)
  }

  @discardableResult
  func check(_ outcome: Program.Outcome, isOneOf codes: Set<Int32> = [0]) throws -> String {
    guard codes.contains(outcome.status) else {
      throw TeamError(
        description: "ended with \(outcome.status): \(outcome.output)\(outcome.errors)")
    }
    return outcome.output
  }

  func home(_ device: String) -> String { "\(root)/\(device)" }

  func fieldbook(_ device: String, _ arguments: String...) throws -> Program.Outcome {
    try Program.fieldbook.run(arguments, environment: environment(of: device))
  }

  /// One machine for all devices, so that a copied directory meets what the original left behind.
  func environment(of device: String) -> [String: String] {
    let own = clockFile(of: device)
    let clock = FileManager.default.fileExists(atPath: own) ? own : clockFile
    return [
      "FIELDBOOK_HOME": home(device), "XDG_STATE_HOME": "\(root)/state",
      "FIELDBOOK_CLOCK": "file:\(clock)",
    ]
  }

  /// Starts the hub; under a tracer where it shall be killed at its n-th write to the disk.
  ///
  /// Returns false where the write came before the hub listened.
  @discardableResult
  func startServer(killedAtWrite write: Int? = nil) throws -> Bool {
    let arguments = ["serve", "--data", hubData, "--listen", "127.0.0.1:\(port)"]
    let program = Program(name: "fieldbook-server")
    let process =
      if let write {
        KilledProgram(program: program, environment: clock).process(arguments, atWrite: write)
      } else {
        program.process(arguments, environment: clock)
      }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    server = process
    let line = String(
      decoding: output.fileHandleForReading.arriving(withinSeconds: 20), as: UTF8.self)
    guard let said = line.split(whereSeparator: \.isWhitespace).last,
      let port = said.split(separator: ":").last.flatMap({ UInt16($0) })
    else { return false }
    self.port = port
    return true
  }

  func stopServer() {
    server?.end()
    server = nil
  }

  /// Runs a device's command that must end with one of these codes; gives what it prints.
  @discardableResult
  func done(
    _ device: String, _ arguments: String..., isOneOf codes: Set<Int32> = [0]
  ) throws -> String {
    try check(
      Program.fieldbook.run(arguments, environment: environment(of: device)), isOneOf: codes)
  }

  /// Runs a device's command with `--json`; gives what it prints, whatever its status.
  func json(_ device: String, _ arguments: String...) throws -> JSONValue {
    try Program.fieldbook.run(arguments + ["--json"], environment: environment(of: device)).json()
  }

  /// Runs a command of the hub's program.
  func server(_ arguments: String...) throws -> Program.Outcome {
    try run("fieldbook-server", arguments + ["--data", hubData])
  }

  /// Each of the devices syncs, in this order, so often.
  func sync(_ devices: String..., times: Int = 1) throws {
    for _ in 0..<times {
      for device in devices { try done(device, "sync", isOneOf: [0, 3]) }
    }
  }

  func database(_ device: String) -> String { "\(home(device))/fieldbook.sqlite" }

  /// A device that is enrolled as `user`.
  func join(_ user: String, as device: String, role: String = "seller") throws {
    let invite = try check(
      run(
        "fieldbook-server",
        ["invite", "--data", hubData, "--user", user, "--role", role, "--json"]))
    let json = try JSONSerialization.jsonObject(with: Data(invite.utf8)) as? [String: Any]
    guard let code = json?["invite"] as? String else {
      throw TeamError(description: "no invite in \(invite)")
    }
    try check(fieldbook(device, "init", "--user", user, "--device", device))
    try check(fieldbook(device, "enroll", url, "--invite", code))
  }
}

extension Process {
  /// How long a program may take to end when it is asked to, in seconds.
  private static let patience = "10"

  /// Asks the program to end; kills it where it does not.
  func end() {
    guard isRunning else { return }
    terminate()
    let watcher = Process()
    watcher.executableURL = URL(filePath: "/usr/bin/timeout")
    watcher.arguments = [
      Self.patience, "/usr/bin/tail", "-s", "0.05", "--pid=\(processIdentifier)", "-f", "/dev/null",
    ]
    // Where the wait cannot even begin, the kill below ends the program.
    try? watcher.run()
    watcher.waitUntilExit()
    if isRunning { kill(processIdentifier, SIGKILL) }
    waitUntilExit()
  }
}

extension FileHandle {
  /// What arrives within so many seconds; empty at the end of the stream or when the time is up.
  func arriving(withinSeconds seconds: Int32) -> Data {
    let millisecondsPerSecond: Int32 = 1_000
    var state = pollfd(fd: fileDescriptor, events: Int16(POLLIN), revents: 0)
    let isReady = unsafe poll(&state, 1, seconds * millisecondsPerSecond) > 0
    return isReady ? availableData : Data()
  }
}

struct TeamError: Error, CustomStringConvertible {
  let description: String
}
