import Testing

/// One place where a rule is broken, and what to do instead.
///
/// Text form: `path:line: error: what to do`, as compilers write it, so that editors can jump there.
struct Finding: Equatable, CustomStringConvertible {
  let path: String
  /// From 1; nil where the file as a whole is meant.
  let line: Int?
  let message: String

  init(_ file: TrackedFile, line: Int? = nil, _ message: String) {
    path = file.path
    self.line = line
    self.message = message
  }

  var description: String { "\(path)\(line.map { ":\($0)" } ?? ""): error: \(message)" }
}

/// Fails once for each finding.
func expectNone(_ findings: [Finding], sourceLocation: SourceLocation = #_sourceLocation) {
  for finding in findings { Issue.record("\(finding)", sourceLocation: sourceLocation) }
}
