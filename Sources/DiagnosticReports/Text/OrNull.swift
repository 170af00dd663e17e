/// A fact that may not be known: its key stands in the JSON all the same, with null.
package struct OrNull<Fact: Encodable & Sendable>: Encodable, Sendable {
  package let value: Fact?

  package init(_ value: Fact?) { self.value = value }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let value { try container.encode(value) } else { try container.encodeNil() }
  }
}
