import AccountModel
import DiagnosticReports
import SpaceStore
import SyncCore

/// What can be wrong with how a record, a field or a value is named.
extension Failure {
  static let notFoundCode = "not_found"
  static let wrongValueCode = "wrong_value"
  /// More candidates than these are no help in one sentence.
  private static let shownCandidates = 6

  static func unknownKind(_ kind: Text) -> Failure {
    let kinds = catalogDescriptions.map(\.name)
    let near = Spelling.nearest(to: kind, among: kinds)
    let known = (near.isEmpty ? kinds : near).map(\.string).joined(separator: ", ")
    return Failure(
      .usage, "unknown_kind", "There is no kind \"\(kind)\".",
      hint: near.isEmpty ? "The kinds are \(known)." : "Did you mean \(known)?")
  }

  static func otherKind(_ text: String, expected: Text) -> Failure {
    Failure(
      .usage, "other_kind", "\"\(text)\" does not name a record of the kind \(expected).",
      hint: "fieldbook list \(expected) shows those that are here.")
  }

  static func notFound(_ text: String, near: [Text], kind: Text?) -> Failure {
    let names = near.map { "\"\($0)\"" }.joined(separator: ", ")
    return Failure(
      .findings, notFoundCode, "No \(kind ?? "record") here is called \"\(text)\".",
      hint: near.isEmpty
        ? "fieldbook list \(kind?.string ?? "KIND") shows what is here." : "Did you mean \(names)?")
  }

  static func ambiguous(_ text: String, among found: [FoundRecord]) -> Failure {
    let shown = found.prefix(shownCandidates).map { "\($0.shortReference) \"\($0.name)\"" }
    let more = found.count > shown.count ? ", …" : ""
    return Failure(
      .usage, "ambiguous",
      "\"\(text)\" names \(found.count) records: \(shown.joined(separator: ", "))\(more).",
      hint: "Write kind/id, or more of the name.")
  }

  static func noField(_ text: String) -> Failure {
    Failure(
      .usage, "no_field", "\"\(text)\" names no field.",
      hint: "Write REF.FIELD, such as Kemi.amount.")
  }

  static let noAccount = Failure(
    .findings, "no_account", "There is no account here yet.",
    hint: "Begin one with fieldbook add account name=NAME, or sync.")

  static let severalAccounts = Failure(
    .usage, "several_accounts", "There are several accounts here.", hint: "Name one with --in.")

  init(_ fault: FieldFault, kind: KindDescription) {
    switch fault {
    case .unknown(let name, let near):
      let known = near.isEmpty ? kind.fields.flatMap(\.typedNames) : near
      let names = known.map(\.string).joined(separator: ", ")
      self.init(
        .usage, "unknown_field", "The kind \(kind.name) has no field \"\(name)\".",
        hint: near.isEmpty ? "Its fields are \(names)." : "Did you mean \(names)?")
    case .namedTwice(let name):
      self.init(
        .usage, "named_twice", "\"\(name)\" is given twice.", hint: "Give each field one value.")
    }
  }

  init(_ fault: ValueFault, of name: Text) {
    switch fault {
    case .wrongShape(let given, let expected):
      self.init(
        .usage, Self.wrongValueCode, "\(name) expects \(expected), not \"\(given)\".",
        hint: "Nothing was written.")
    case .tooLong(let bytes, let limit):
      self.init(
        .usage, "too_long", "\(name) is \(bytes) bytes long, at most \(limit).",
        hint: "Nothing was written; shorten it.")
    case .containsNull:
      self.init(
        .usage, Self.wrongValueCode, "\(name) holds the character U+0000.",
        hint: "Nothing was written; leave it out.")
    }
  }

  static func deleted(_ record: FoundRecord) -> Failure {
    if record.isQuarantined {
      return Failure(
        .usage, "purged", "\(record.title) was purged; what came later is kept apart.",
        hint: "fieldbook restore \(record.shortReference) brings it back.")
    }
    return Failure(
      .usage, "deleted", "\(record.title) is deleted.",
      hint: "fieldbook restore \(record.shortReference) brings it back.")
  }

  static func appendOnly(_ kind: KindDescription) -> Failure {
    Failure(
      .usage, "append_only", "A record of the kind \(kind.name) is never edited.",
      hint: "Add a new one that corrects it.")
  }

  static func administered(_ kind: KindDescription) -> Failure {
    Failure(
      .refused, "administered", "Records of the kind \(kind.name) are written by the hub alone.",
      hint: "Ask the team's admin.")
  }
}

extension RecordKey {
  private static let shortDigits = 8

  /// `kind/` and the first digits of the id: enough to type.
  var short: String { "\(kind)/\(id.description.prefix(Self.shortDigits))" }
}

extension FoundRecord {
  var shortReference: String { key.short }

  /// The name, or where there is none the short reference.
  var title: String { name.isEmpty ? shortReference : "\"\(name.onOneLine)\"" }
}

extension FieldDescription {
  /// What one types for it: a group's members, else its name.
  var typedNames: [Text] {
    if case .group(let members) = type { return members.map(\.name) }
    return [name]
  }
}
