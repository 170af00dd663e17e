internal import SyncCore

extension Value {
  /// The word of one member of a group, as it was written; the default's where it was not.
  ///
  /// A typed choice keeps its default where a newer program wrote a word that this one does not
  /// know; a report that counts must not take the one for the other.
  func word<Choice: ChoiceValue>(_ member: Text, default choice: Choice) -> Text {
    if case .group(let group) = self, case .text(let word) = group[member] { return word }
    return Text(choice.rawValue)
  }
}
