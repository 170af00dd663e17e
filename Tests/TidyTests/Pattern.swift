import Foundation

/// A regular expression over a whole text; `^` and `$` stand for the ends of a line.
struct Pattern {
  private let expression: NSRegularExpression

  init(_ pattern: String) throws {
    expression = try NSRegularExpression(pattern: pattern, options: .anchorsMatchLines)
  }

  /// One place that the pattern fits.
  struct Hit {
    /// From 1; the line on which the hit begins.
    let line: Int
    /// The whole hit, then its groups; empty for a group that took no part.
    let groups: [String]
    /// The UTF-16 offset at which the hit begins.
    let offset: Int
  }

  func hits(in text: String) -> [Hit] {
    let whole = text as NSString
    let matches = expression.matches(
      in: text, range: NSRange(location: 0, length: whole.length))
    return matches.map { match in
      let groups = (0..<match.numberOfRanges).map { index in
        let range = match.range(at: index)
        return range.location == NSNotFound ? "" : whole.substring(with: range)
      }
      let before = whole.substring(to: match.range.location)
      return Hit(
        line: before.utf8.count { $0 == UInt8(ascii: "\n") } + 1, groups: groups,
        offset: match.range.location)
    }
  }

  func fits(_ text: String) -> Bool { !hits(in: text).isEmpty }
}
