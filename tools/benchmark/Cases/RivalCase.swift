import Foundation

/// What pycrdt (Yjs) and loro do with the same workload, where Python has them.
struct RivalCase: BenchCase {
  static let name = "rivals"
  static let about = "the same workload in pycrdt and loro, in memory, where they are installed"

  private static let repositoryPath = "tools/rivals/rivals.py"

  private struct Figure: Decodable {
    let rival: String
    let figure: String
    let value: Double
    let unit: String
  }

  func run(_ lab: Lab) async throws -> [Measurement] {
    guard FileManager.default.isReadableFile(atPath: Self.repositoryPath) else {
      throw BenchFault("\(Self.repositoryPath) is not here; tools/bench starts in the repository")
    }
    let directory = try lab.directory("rivals")
    let files = [
      "records.jsonl": JSONLines.text(of: lab.data.records),
      "edits.jsonl": lab.edits.jsonLines(lab.data),
    ]
    for (name, text) in files {
      try text.write(toFile: "\(directory)/\(name)", atomically: true, encoding: .utf8)
    }
    let (status, output) = try Command.run(
      ["python3", Self.repositoryPath, directory], errors: .shown)
    guard status == 0 else { throw BenchFault("a rival ended with an error") }
    let lines = output.split(separator: UInt8(ascii: "\n"))
    return try lines.map { line in
      let figure = try JSONDecoder().decode(Figure.self, from: Data(line))
      guard let unit = Measurement.Unit(rawValue: figure.unit) else {
        throw BenchFault("a rival counts in \(figure.unit)")
      }
      return Measurement(
        name: "\(figure.rival): \(figure.figure)", value: figure.value, unit: unit)
    }
  }
}
