package import SyncCore

extension Policy {
  /// Who wins when two people write concurrently, as one sentence for people.
  package var explanation: String {
    switch self {
    case .latest: "The latest write is in force; the others stay listed."
    case .first: "The earliest write is in force; the others stay listed."
    case .least: "The least value is in force; the others stay listed."
    case .greatest: "The greatest value is in force; the others stay listed."
    case .anyTrue: "Yes is in force as soon as one person says yes."
    case .reviewBase:
      "A person decides between different values; until then the value before them is in force."
    case .reviewLatest:
      "A person decides between different values; until then the latest is shown, marked."
    case .text:
      "Texts are merged; where two changed the same sentence, a person decides."
    case .aliveWins: "A record that anybody keeps is kept; a concurrent deletion is flagged."
    }
  }
}
