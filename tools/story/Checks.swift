/// What the story must come to; every line is a fact that was read from the programs' own output.
struct Checks {
  private(set) var lines: [(what: String, isRight: Bool, found: String)] = []

  mutating func expect<Value: Equatable>(_ what: String, _ found: Value, _ expected: Value) {
    let isRight = found == expected
    lines.append((what, isRight, isRight ? "\(found)" : "\(found), expected \(expected)"))
  }

  var areAllRight: Bool { lines.allSatisfy(\.isRight) }

  var text: String {
    lines.map { "  \($0.isRight ? "ok  " : "OFF ") \($0.what): \($0.found)" }
      .joined(separator: "\n")
  }
}

/// The pipeline's figures, in euros.
struct Figures: Equatable, CustomStringConvertible {
  let weighted: Int
  let booked: Int
  let low: Int
  let high: Int

  init(weighted: Int, booked: Int, low: Int, high: Int) {
    self.weighted = weighted
    self.booked = booked
    self.low = low
    self.high = high
  }

  init(_ json: [String: Any]) {
    func number(_ key: String) -> Int { json[key] as? Int ?? -1 }
    self.init(
      weighted: number("weighted"), booked: number("booked"), low: number("low"),
      high: number("high"))
  }

  var description: String {
    "open \(weighted), booked \(booked), range \(low)–\(high)"
  }
}
