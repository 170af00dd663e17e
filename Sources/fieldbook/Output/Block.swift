import DiagnosticReports

/// A text of several lines beside its label.
enum Block {
  /// The label before the first line, the others below it at the same place.
  static func lines(_ label: String, _ text: String) -> [String] {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let margin = String(repeating: " ", count: label.columns)
    return lines.enumerated().map { index, line in
      let whole = (index == 0 ? label : margin) + line
      return line.isEmpty ? String(whole.reversed().drop { $0 == " " }.reversed()) : whole
    }
  }
}
