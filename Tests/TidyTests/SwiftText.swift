/// A Swift file taken apart, so that a rule on code is not misled by a comment or a text.
///
/// `code` and `comments` have the lines and columns of the file; what is not theirs is blank.
/// Names between backticks are underscores in `code`. Bare regular expressions are read as code.
struct SwiftText: Sendable {
  private(set) var code = ""
  private(set) var comments = ""
  private(set) var literals: [Literal] = []

  /// The content of a string literal, without its interpolations.
  struct Literal: Sendable, Equatable {
    /// From 1; the line on which the literal begins.
    let line: Int
    let text: String
  }

  init(_ text: String) {
    var scanner = SwiftScanner(text)
    scanner.scan()
    code = String(decoding: scanner.code, as: UTF8.self)
    comments = String(decoding: scanner.comments, as: UTF8.self)
    literals = scanner.literals.sorted { $0.line < $1.line }
  }

  /// The lines of `code`, the first at index 0.
  var codeLines: [Substring] { code.split(separator: "\n", omittingEmptySubsequences: false) }

  /// The lines of `comments`, the first at index 0.
  var commentLines: [Substring] {
    comments.split(separator: "\n", omittingEmptySubsequences: false)
  }
}
