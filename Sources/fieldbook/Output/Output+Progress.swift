import Foundation

extension Output {
  /// Where the terminal's line begins anew and is empty.
  private static let clearedLine = "\r\u{1B}[K"

  /// Says how far long work came, on one line of a terminal that is written again and again; into
  /// files and pipes nothing.
  func progress(_ text: String) {
    guard showsProgress else { return }
    writeProgress("\(Self.clearedLine)\(text)")
  }

  /// Takes the line away.
  func endProgress() {
    guard showsProgress else { return }
    writeProgress(Self.clearedLine)
  }

  private var showsProgress: Bool { !isJSON && isatty(STDERR_FILENO) == 1 }

  private func writeProgress(_ text: String) {
    // A terminal that went away needs no news.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
