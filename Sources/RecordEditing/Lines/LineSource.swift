internal import Foundation

/// Where lines are read from, as often as needed.
package enum LineSource: Sendable {
  case file(path: String)
  /// What can be read only once.
  case bytes([UInt8])

  /// The longest line, in bytes: a record fits into one change, and an escape takes six bytes for one.
  package static let lineLimit = 20 << 20
  /// How much is read at a time, in bytes: few calls, little memory.
  private static let chunkBytes = 1 << 20
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Calls `body` with each line that says something: the bytes, the line's place in them without
  /// its end, and its number from 1.
  ///
  /// A byte order mark, carriage returns and empty lines are passed over.
  /// - Throws: ``LineProblem`` for a line beyond ``lineLimit``; what reading the file throws.
  func forEachLine(_ body: ([UInt8], Range<Int>, Int) throws -> Void) throws {
    var splitter = LineSplitter()
    switch self {
    case .bytes(let bytes): try splitter.take(bytes, isLast: true, body)
    case .file(let path):
      let handle = try FileHandle(forReadingFrom: URL(filePath: path))
      defer { try? handle.close() }  // It was only read; there is nothing to lose.
      while let data = try handle.read(upToCount: Self.chunkBytes), !data.isEmpty {
        try splitter.take(Array(data), isLast: false, body)
      }
      try splitter.take([], isLast: true, body)
    }
  }

  private struct LineSplitter {
    private var rest: [UInt8] = []
    private var number = 0

    mutating func take(
      _ chunk: [UInt8], isLast: Bool, _ body: ([UInt8], Range<Int>, Int) throws -> Void
    ) throws {
      let searched = rest.count
      let bytes = rest.isEmpty ? chunk : rest + chunk
      rest = []
      var start = 0
      var from = searched
      while let end = bytes[from...].firstIndex(of: UInt8(ascii: "\n")) {
        try line(bytes, start..<end, body)
        start = end + 1
        from = start
      }
      guard isLast else {
        rest = Array(bytes[start...])
        try check(rest.count)
        return
      }
      if start < bytes.count { try line(bytes, start..<bytes.count, body) }
    }

    private mutating func line(
      _ bytes: [UInt8], _ range: Range<Int>, _ body: ([UInt8], Range<Int>, Int) throws -> Void
    ) throws {
      try check(range.count)
      number += 1
      var range = range
      if number == 1, bytes[range].starts(with: LineSource.byteOrderMark) {
        range = range.lowerBound + LineSource.byteOrderMark.count..<range.upperBound
      }
      let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
      while let last = bytes[range].last, isSpace(last) {
        range = range.lowerBound..<range.upperBound - 1
      }
      if range.isEmpty { return }
      try body(bytes, range, number)
    }

    private func check(_ count: Int) throws {
      guard count <= LineSource.lineLimit else {
        throw LineProblem(
          number + 1, "The line is longer than \(LineSource.lineLimit) bytes.",
          hint: "A record has to fit into one change; split its texts.")
      }
    }
  }
}
