import Foundation

/// The files that the repository holds, or will hold with the next commit.
enum Repository {
  /// Three levels above this file.
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static let loaded = Result { try load() }

  /// Every file that git tracks, or would add, and that is there.
  static func files() throws -> [TrackedFile] { try loaded.get() }

  static func swiftFiles() throws -> [TrackedFile] { try files().filter(\.isSwift) }

  static func markdownFiles() throws -> [TrackedFile] { try files().filter(\.isMarkdown) }

  private static func load() throws -> [TrackedFile] {
    // New files are read as well: a rule that speaks after the commit speaks too late.
    let listing = try Command.run(
      ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], in: root)
    guard listing.status == 0 else { throw RepositoryFault.notListed(listing.text) }
    let paths = listing.text.split(separator: "\0").map(String.init)
    return try Set(paths).sorted().compactMap { path in
      let url = root.appending(path: path)
      guard FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) else {
        return nil
      }
      return TrackedFile(path, data: try Data(contentsOf: url))
    }
  }
}

/// Why the rules cannot be checked.
enum RepositoryFault: Error {
  /// git did not list the files; its words.
  case notListed(String)
}
