/// What a reader of a cell is shown.
package struct Reading: Hashable, Sendable {
  package enum Status: String, Sendable {
    /// Nobody wrote the field.
    case unset
    /// One live write.
    case single
    /// Several live writes of one value.
    case agreed
    /// Several values; the policy chose.
    case decided
    /// Several values; a person has to choose. Or a text that cannot be read here.
    case conflict
  }

  package let status: Status
  /// The value in force; of long text its words, never a patch.
  package let value: Value
  /// One for each value, in the order in which they were first written.
  package let candidates: [Candidate]
  /// The base of a conflict, or of the only write; nil where the field was unset before.
  package let base: Base?
  /// What several versions of a long text make together; nil where nothing was merged.
  package let text: TextMerge?

  package init(
    status: Status, value: Value, candidates: [Candidate], base: Base?, text: TextMerge? = nil
  ) {
    self.status = status
    self.value = value
    self.candidates = candidates
    self.base = base
    self.text = text
  }

  /// The dots of everything that the reader is shown.
  package var dots: [Dot] { candidates.flatMap(\.dots).sorted() }
}

/// One value among a cell's siblings, with the dots of all who wrote it.
package struct Candidate: Hashable, Sendable {
  package let value: Value
  /// In the order (time, replica, sequence).
  package let dots: [Dot]
  /// The base that the first of them carries.
  package let base: Base?
}
