import Foundation
import SpaceStore

/// A text in a file of its own while an editor works on it.
struct TextDraft {
  private static let pathVariable = "FIELDBOOK_EDITED_FILE"
  let path: String

  /// A draft in the replica's directory, since nobody else may read it.
  init(directory: String) {
    let digits = Chance.bytes(4).map { String($0, radix: 16) }.joined()
    path = "\(directory)/edit-\(digits).txt"
  }

  /// What the editor made of the text; nil where it is as it was.
  func edited(_ text: String) throws -> String? {
    let isMade = FileManager.default.createFile(
      atPath: path, contents: Data("\(text)\n".utf8), attributes: [.posixPermissions: 0o600])
    guard isMade else { throw StoreError.readOnly(path: path) }
    let environment = ProcessInfo.processInfo.environment
    let editor = environment["VISUAL"] ?? environment["EDITOR"] ?? "vi"
    unsafe setenv(Self.pathVariable, path, 1)
    // The shell takes the editor's command apart, as it does for every other program.
    let status = unsafe system("\(editor) \"$\(Self.pathVariable)\"")
    guard status == 0 else {
      try remove()
      throw Failure(
        .usage, "editor_failed", "The editor \"\(editor)\" did not end well.",
        hint: "Nothing was written; set EDITOR to an editor that is installed.")
    }
    let saved = try String(contentsOfFile: path, encoding: .utf8)
    let line = saved.hasSuffix("\n") ? String(saved.dropLast()) : saved
    if line != text { return line }
    try remove()
    return nil
  }

  func remove() throws { try FileManager.default.removeItem(atPath: path) }
}
