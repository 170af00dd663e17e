/// Why the hub refuses changes that were set aside, in words; the word itself for those of newer programs.
package struct SetAsideReason: Hashable, Sendable {
  private static let sentences = [
    "roleTooLow": "their author's role there does not allow it",
    "notMember": "their author is no member there",
    "invalidChange": "the hub cannot read them",
    "foreignActor": "they carry another user's name",
    "foreignReplica": "the replica belongs to another device",
    "badSignature": "their signature does not fit",
    "badSpace": "the account's id does not fit",
    "badProof": "nothing proves who wrote them",
    "baseReleased": "they edit a text in a version that is gone",
  ]

  private let word: String

  package init(_ word: String) { self.word = word }

  /// The end of a sentence, without a full stop.
  package var sentence: String { Self.sentences[word] ?? word }
}
