import Foundation

/// One file of the repository: where it is and what it says.
struct TrackedFile: Sendable {
  /// From the repository's root, with `/` between the parts.
  let path: String
  let byteCount: Int
  /// Nil where the bytes are not UTF-8 text.
  let text: String?
  /// Empty where the file is not Swift.
  let swift: SwiftText

  init(_ path: String, data: Data) {
    self.path = path
    byteCount = data.count
    let text = data.contains(0) ? nil : String(validating: data, as: UTF8.self)
    self.text = text
    swift = SwiftText(path.hasSuffix(".swift") ? text ?? "" : "")
  }

  /// A sample.
  init(_ path: String, _ text: String) { self.init(path, data: Data(text.utf8)) }

  var isSwift: Bool { path.hasSuffix(".swift") }
  var isMarkdown: Bool { path.hasSuffix(".md") }

  /// The name without folder and ending.
  var stem: String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.split(separator: ".").first.map(String.init) ?? name
  }

  var isInPrograms: Bool {
    ["Sources/fieldbook/", "Sources/fieldbook-server/", "tools/"].contains {
      path.hasPrefix($0)
    }
  }
  var isInLibraries: Bool { path.hasPrefix("Sources/") && !isInPrograms }
  var isInTests: Bool { path.hasPrefix("Tests/") }
  var isInSyncTesting: Bool { path.hasPrefix("Tests/SyncTesting/") }

  /// The SwiftPM target that the file belongs to; nil outside `Sources` and `Tests`.
  var target: String? {
    let parts = path.split(separator: "/")
    guard parts.count > 2, parts[0] == "Sources" || parts[0] == "Tests" else { return nil }
    return String(parts[1])
  }
}
