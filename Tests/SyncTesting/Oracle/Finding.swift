/// A property that does not hold: what the oracle found, in one line.
package struct Finding: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
