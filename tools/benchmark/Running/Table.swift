/// The figures as aligned lines.
enum Table {
  static let nameWidth = 28
  private static let numberWidth = 12
  private static let goalWidth = 18

  static var header: String {
    "case".padded(to: nameWidth) + "value".leftPadded(to: numberWidth) + " "
      + "unit".padded(to: numberWidth) + "floor".leftPadded(to: numberWidth)
      + "ratio".leftPadded(to: numberWidth) + "  " + "goal".padded(to: goalWidth) + "reached"
  }

  static func line(_ measurement: Measurement) -> String {
    let reached = measurement.isReached.map { $0 ? "yes" : "NO" } ?? ""
    let floor = measurement.floor.map(Measurement.plain) ?? ""
    let ratio = measurement.ratio.map { Measurement.plain($0) } ?? ""
    let line =
      measurement.name.padded(to: nameWidth)
      + Measurement.plain(measurement.value).leftPadded(to: numberWidth) + " "
      + measurement.unit.rawValue.padded(to: numberWidth) + floor.leftPadded(to: numberWidth)
      + ratio.leftPadded(to: numberWidth) + "  "
      + measurement.goal.text(measurement.unit).padded(to: goalWidth) + reached
    return measurement.note.isEmpty ? line : "\(line)  \(measurement.note)"
  }
}

extension String {
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  func leftPadded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
