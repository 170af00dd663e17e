package import SyncCore

/// What a person's decision of a conflict keeps of the values that it is between.
package enum Decision {
  /// The value whose members a decision keeps where it names only some of them.
  ///
  /// A single candidate that says what the decision says is taken as a whole: who decides that a
  /// deal is won means the candidate that knows the day. Otherwise what all candidates agree on
  /// stays, and of the rest what is in force. `decided` makes the decision's value of a given one.
  package static func ground(of reading: Reading, decided: (Value) -> Value) -> Value {
    let values = reading.candidates.map(\.value)
    let confirmed = values.filter { decided($0) == $0 }
    if confirmed.count == 1 { return confirmed[0] }
    let groups = values.compactMap { if case .group(let group) = $0 { group } else { nil } }
    guard groups.count == values.count, let first = groups.first else { return reading.value }
    let agreed = first.members.filter { member in
      groups.allSatisfy { $0[member.name] == member.value }
    }
    let inForce = if case .group(let group) = reading.value { group } else { Group([:]) }
    let kept = inForce.replacing(
      Dictionary(agreed.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first }))
    return kept.members.isEmpty ? .null : .group(kept)
  }
}
