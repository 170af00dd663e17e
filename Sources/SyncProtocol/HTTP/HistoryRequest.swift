/// Which changes of a space a device asks the hub's archive for: the JSON body of `POST /v1/history`.
package struct HistoryRequest: Codable, Equatable, Sendable {
  /// How many changes one request may name: a cell's history is a few steps long.
  package static let maximumChanges = 256

  /// 32 hexadecimal digits.
  package let space: String
  /// Their dots, `replica:sequence`.
  package let changes: [String]

  package init(space: String, changes: [String]) {
    self.space = space
    self.changes = changes
  }
}

/// The changes that the hub still holds of those that were asked for.
package struct HistoryAnswer: Codable, Equatable, Sendable {
  /// In canonical form: hexadecimal digits.
  package let changes: [String]

  package init(changes: [String]) { self.changes = changes }
}
