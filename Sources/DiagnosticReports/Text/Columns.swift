/// Text in aligned columns.
package struct Columns {
  private static let gap = "  "
  private var rows: [[String]] = []
  /// The columns that stand to the right, as numbers do.
  private let rightAligned: Set<Int>

  package init(rightAligned: Set<Int> = []) { self.rightAligned = rightAligned }

  /// Adds a row, of whose cells each has one line.
  package mutating func add(_ row: [String]) { rows.append(row.map(\.shown.onOneLine)) }

  /// The rows as lines without spaces at their ends.
  package var lines: [String] {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      rows.map { column < $0.count ? $0[column].columns : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, text in
        let padding = String(repeating: " ", count: widths[column] - text.columns)
        return rightAligned.contains(column) ? padding + text : text + padding
      }
      let line = cells.joined(separator: Self.gap)
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// The lines as they stand below a title.
  var indentedLines: [String] { lines.map { "  \($0)" } }
}

/// A number with its noun: `1 change`, `2 changes`.
package func counted(_ number: some BinaryInteger, _ noun: String) -> String {
  number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
}
