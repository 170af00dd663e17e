import Foundation
import SyncCore
import Testing

/// The golden bytes of the protocol's description, as they lie in the repository.
struct VectorFile: CustomStringConvertible, Sendable {
  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "protocol/vectors")
  /// How many bytes stand on one line.
  private static let bytesPerLine = 32

  let name: String
  private let url: URL

  init(_ name: String, in subfolder: String) {
    self.name = name
    url = Self.folder.appending(path: subfolder).appending(path: name)
  }

  /// The names of all vectors of a folder, without their ending.
  static func names(in subfolder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: subfolder).path)
      .filter { $0.hasSuffix(".hex") }.map { String($0.dropLast(4)) }.sorted()
  }

  /// The bytes: hexadecimal digits, without the lines that begin with `#`.
  func bytes() throws -> [UInt8] {
    let lines = try hexLines().filter { !$0.hasPrefix("#") }
    return try #require(Hexadecimal.bytes(lines.joined()))
  }

  /// What the first line says behind `# `.
  func comment() throws -> String {
    String(try #require(try hexLines().first { $0.hasPrefix("# ") }).dropFirst(2))
  }

  private func hexLines() throws -> [Substring] {
    try String(contentsOf: url.appendingPathExtension("hex"), encoding: .utf8)
      .split(separator: "\n")
  }

  func readableForm() throws -> String {
    try String(contentsOf: url.appendingPathExtension("txt"), encoding: .utf8)
  }

  func write(_ bytes: [UInt8], comment: String, description: String?) throws {
    var text = "# \(comment)\n"
    for start in stride(from: 0, to: bytes.count, by: Self.bytesPerLine) {
      text += Hexadecimal.text(Array(bytes[start..<min(start + Self.bytesPerLine, bytes.count)]))
      text += "\n"
    }
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url.appendingPathExtension("hex"))
    guard let description else { return }
    try Data(description.utf8).write(to: url.appendingPathExtension("txt"))
  }

  var description: String { name }
}
