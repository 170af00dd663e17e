import Foundation

/// The compressors of the machine, as programs: what a file of the same data would take.
enum Archiver: String, CaseIterable {
  case gzip6 = "gzip -6"
  case gzip9 = "gzip -9"
  case zstd3 = "zstd -3"
  case zstd19 = "zstd -19"

  /// The compressed size in bytes; nil where the program is not installed.
  func size(of text: String) throws -> Int? {
    let words = rawValue.split(separator: " ").map(String.init)
    let input = FileManager.default.temporaryDirectory
      .appendingPathComponent("fieldbook-bench-\(getpid())-\(words.joined())")
    try Data(text.utf8).write(to: input)
    defer { try? FileManager.default.removeItem(at: input) }  // Left over it would be harmless.
    let (status, compressed) = try Command.run(words + ["-c", input.path], errors: .dropped)
    return status == 0 ? compressed.count : nil
  }
}
