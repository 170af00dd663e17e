package import SyncCore

extension Policy {
  /// The name without the version: `review(base)` of `review(base)@1`.
  package var name: String { rawValue.split(separator: "@").first.map(String.init) ?? rawValue }

  /// The version behind the `@`.
  package var version: Int {
    rawValue.split(separator: "@").last.flatMap { Int($0) } ?? 1
  }

  /// The policy of a text such as `latest@1`, or the greatest version of `latest`; nil for others.
  package static func named(_ text: String) -> Policy? {
    if let exact = Policy(rawValue: text) { return exact }
    return allCases.filter { $0.name == text }.max { $0.version < $1.version }
  }
}
