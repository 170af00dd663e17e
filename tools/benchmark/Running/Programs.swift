import Foundation

/// The built programs that lie beside this one.
enum Programs {
  static func path(_ name: String) throws -> String {
    let directory = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    let path = directory.appendingPathComponent(name).path
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw BenchFault("\(name) is not built beside this program; tools/bench builds it")
    }
    return path
  }

  /// Runs a program to its end; returns what it printed.
  @discardableResult
  static func run(_ name: String, _ arguments: [String]) throws -> String {
    let (status, output) = try Command.run([try path(name)] + arguments, errors: .shown)
    guard status == 0 else {
      throw BenchFault("\(name) \(arguments.joined(separator: " ")) ended with an error")
    }
    return String(decoding: output, as: UTF8.self)
  }
}

/// `fieldbook-server serve` as a process of its own, so that its memory is its own.
final class ServerProcess {
  let url: String
  private let data: String
  private let process: Process

  init(_ lab: Lab) throws {
    data = try lab.directory("server")
    try Programs.run("fieldbook-server", ["init", "--data", data, "--team", "Nordvik"])
    let port = Int.random(in: Self.ports)
    url = "http://127.0.0.1:\(port)"
    process = Process()
    process.executableURL = URL(fileURLWithPath: try Programs.path("fieldbook-server"))
    process.arguments = ["serve", "--data", data, "--listen", "127.0.0.1:\(port)"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  /// Ports that nobody registers.
  private static let ports = 49_152...60_000

  deinit {
    process.terminate()
    process.waitUntilExit()
  }

  func invite(_ user: String) throws -> String {
    let text = try Programs.run(
      "fieldbook-server", ["invite", "--data", data, "--user", user, "--json"])
    guard let answer = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any],
      let invite = answer["invite"] as? String
    else { throw BenchFault("no invite came: \(text)") }
    return invite
  }

  /// The memory that the process holds now, in MiB.
  func residentMebibytes() throws -> Double {
    let status = try String(
      contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
    let kibibytes = line.split(separator: " ").compactMap { Double($0) }.first ?? 0
    let kibibytesPerMebibyte = 1_024.0
    return kibibytes / kibibytesPerMebibyte
  }
}
