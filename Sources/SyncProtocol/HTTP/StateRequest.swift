/// What a device asks to compare what it holds with the hub: the JSON body of `POST /v1/state`.
package struct StateRequest: Codable, Equatable, Sendable {
  /// One space, 32 hexadecimal digits, with the digests of its records; nil for all spaces without.
  package let space: String?
  /// One record of that space, `kind/id`, with its cells.
  package let record: String?

  package init(space: String? = nil, record: String? = nil) {
    self.space = space
    self.record = record
  }
}

/// What the hub holds of the spaces that were asked for.
package struct StateAnswer: Codable, Equatable, Sendable {
  package let spaces: [SpaceState]
  /// The cells of the record that was asked for, in canonical form: hexadecimal digits.
  package let cells: String?

  package init(spaces: [SpaceState], cells: String? = nil) {
    self.spaces = spaces
    self.cells = cells
  }
}

/// What one replica holds of one space.
package struct SpaceState: Codable, Equatable, Sendable {
  /// How far one author's changes are applied.
  package struct Author: Codable, Equatable, Sendable {
    /// 16 hexadecimal digits.
    package let replica: String
    package let sequence: UInt64
    /// The chain's state after that change: 64 hexadecimal digits.
    package let chain: String

    package init(replica: String, sequence: UInt64, chain: String) {
      self.replica = replica
      self.sequence = sequence
      self.chain = chain
    }
  }

  /// 32 hexadecimal digits.
  package let space: String
  package let authors: [Author]
  /// The state digest: see ``StateDigest``.
  package let digest: String
  /// By `kind/id` the state digest of a state that holds this record alone; nil where not asked for.
  package let records: [String: String]?

  package init(space: String, authors: [Author], digest: String, records: [String: String]?) {
    self.space = space
    self.authors = authors
    self.digest = digest
    self.records = records
  }
}
