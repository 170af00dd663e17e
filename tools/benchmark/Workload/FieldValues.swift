import AccountModel
import SyncCore

/// Draws values that fit the fields of the catalog, of the sizes that sellers write.
struct FieldValues {
  /// A plan's section; about half a page.
  private static let sectionBytes = 250...1_050
  /// A next step, a reason, a note.
  private static let remarkBytes = 40...140
  /// One of so many amounts, in steps of ``amountStep``.
  private static let amounts = 1...5_000
  private static let amountStep = 500

  /// The records that a reference may point to, by kind.
  let targets: [Text: [RecordID]]

  /// A whole value of a field; null where such a field is rarely filled.
  func value(of field: FieldDescription, in kind: Text, _ words: inout Vocabulary) -> Value {
    if case .group(let members) = field.type {
      let values = members.map { ($0.name, value($0.type, named: $0.name, kind, &words)) }
      return .group(Group(Dictionary(uniqueKeysWithValues: values)))
    }
    return value(field.type, named: field.name, kind, &words)
  }

  /// The value after an edit: one member of a group, one sentence of a long text, else all of it.
  func edited(
    _ old: Value, of field: FieldDescription, in kind: Text, _ words: inout Vocabulary
  ) -> (value: Value, member: GroupMember?) {
    while true {
      var member: GroupMember?
      var value: Value
      if case .group(let members) = field.type {
        let chosen = members[words.number(0...members.count - 1)]
        let group = if case .group(let group) = old { group } else { Group([:]) }
        value = .group(
          group.replacing([chosen.name: self.value(chosen.type, named: chosen.name, kind, &words)]))
        member = chosen
      } else if field.policy == .text, case .text(let text) = old {
        value = .text(Text(words.revised(text.string)))
      } else {
        value = self.value(of: field, in: kind, &words)
      }
      if value != old, !value.isNull { return (value, member) }
    }
  }

  private func value(
    _ type: FieldType, named name: Text, _ kind: Text, _ words: inout Vocabulary
  ) -> Value {
    switch type {
    case .number: .number(number(named: name, &words))
    case .boolean: .boolean(words.isOneOf(1, in: 3))
    case .day: .day(words.day())
    case .choice(let choices): .text(choices[words.number(0...choices.count - 1)])
    case .email: .text(Text(email(&words)))
    case .user: .text(Text(words.pick(Vocabulary.firstNames).lowercased()))
    case .reference(let kind): reference(to: kind, &words)
    case .position, .group: .null
    case .text: .text(Text(text(named: name.string, kind, &words)))
    }
  }

  private func number(named name: Text, _ words: inout Vocabulary) -> Number {
    let number =
      switch name.string {
      case "amount", "costToServe": words.number(Self.amounts) * Self.amountStep
      case "year": 2026
      case "probability", "marginPct": words.number(0...20) * 5
      default: words.number(1...60)
      }
    return Number(whole: number)
  }

  private func reference(to kind: Text?, _ words: inout Vocabulary) -> Value {
    guard let kind, let ids = targets[kind], !ids.isEmpty else { return .null }
    return .reference(Reference(RecordKey(kind, ids[words.number(0...ids.count - 1)])))
  }

  private func email(_ words: inout Vocabulary) -> String {
    "\(words.pick(Vocabulary.firstNames)).\(words.pick(Vocabulary.lastNames))@example.com"
      .lowercased()
  }

  private func text(named name: String, _ kind: Text, _ words: inout Vocabulary) -> String {
    switch (kind, name) {
    case (AccountPlan.kind, _): words.paragraph(Self.sectionBytes)
    case (Stakeholder.kind, "name"): words.person()
    case (_, "name"): "\(words.pick(Vocabulary.companies)) \(words.phrase())"
    case (_, "currency"): words.pick(Vocabulary.currencies)
    case (_, "kind"): words.pick(Vocabulary.activities)
    case (_, "function"): words.pick(Vocabulary.functions)
    case (_, "title"): "Head of \(words.pick(Vocabulary.nouns))"
    case (_, "phone"): "+49 \(words.number(100...999)) \(words.number(100_000...9_999_999))"
    case (_, "buyingCentre"), (_, "industry"), (_, "marketTier"), (_, "channel"): words.phrase()
    default: words.paragraph(Self.remarkBytes)
    }
  }
}

extension Number {
  /// A whole number; 0 where it has more digits than a number can have.
  init(whole: Int) { self = Number(mantissa: Int64(whole), scale: 0) ?? 0 }
}
