/// A property that does not hold: what the oracle found, in one line.
package struct Finding: Error, Hashable, Sendable, CustomStringConvertible {
  package let check: Check
  package let description: String

  package init(_ check: Check, _ description: String) {
    self.check = check
    self.description = "\(check.rawValue): \(description)"
  }
}
