internal import AccountModel
internal import Diagnostics
internal import SyncCore

extension WhatIfReport.Question {
  /// What a person asked that cannot be answered.
  package struct Mistake: Error, Equatable {
    package let code: String
    package let message: String
    package let hint: String
  }

  /// The question of `opportunity.money=latest@1`, since a day such as `2026-03-01` where one is
  /// given; the kind can be left out where one kind alone has the field.
  package init(policy text: String, since: String?) throws(Mistake) {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else {
      throw Mistake(
        code: "no_policy", message: "\"\(text)\" is not FIELD=POLICY.",
        hint: "Write a field and a policy, such as opportunity.money=latest@1.")
    }
    guard let policy = Policy.named(parts[1]) else {
      let known = Policy.allCases.map(\.rawValue).joined(separator: ", ")
      throw Mistake(
        code: "unknown_policy", message: "There is no policy \"\(parts[1])\".",
        hint: "The policies are \(known).")
    }
    let (kind, field) = try Self.field(parts[0])
    guard Self.canTry(policy, for: field) else {
      let known = Policy.allCases.filter { Self.canTry($0, for: field) }.map(\.rawValue)
      throw Mistake(
        code: "wrong_policy",
        message: "\(field.name) of \(kind.name) cannot have the policy \"\(parts[1])\".",
        hint: "It can have \(known.joined(separator: ", ")).")
    }
    var time: HybridTime?
    if let since {
      guard let day = Day(since) else {
        throw Mistake(
          code: "no_day", message: "\"\(since)\" is no day.", hint: "Write it as 2026-03-31.")
      }
      time = HybridTime(milliseconds: Int64(day.daysSinceEpoch) * Day.millisecondsPerDay)
    }
    self.init(kind: kind, field: field, policy: policy, since: time)
  }

  /// Beside what the library may bind, a person may be asked: what stood before each write is
  /// worked out, where writes do not carry it.
  private static func canTry(_ policy: Policy, for field: FieldDescription) -> Bool {
    field.allows(policy) || policy == .reviewBase
  }

  private static func field(
    _ text: String
  ) throws(Mistake) -> (KindDescription, FieldDescription) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
      .map { Text(String($0)) }
    guard parts.count <= 2, !parts.contains("") else {
      throw Mistake(
        code: "unknown_field", message: "\"\(text)\" is no field.",
        hint: "Write kind and field, such as opportunity.money.")
    }
    let name = parts.last ?? ""
    let found = catalogDescriptions.filter { parts.count < 2 || $0.name == parts[0] }
      .compactMap { kind in kind.address(name).map { (kind, $0.field) } }
    guard let first = found.first else {
      throw Mistake(
        code: "unknown_field", message: "No kind has a field \"\(text)\".",
        hint: "Write kind and field, such as opportunity.money.")
    }
    guard found.count == 1 else {
      let kinds = found.map(\.0.name.string).joined(separator: ", ")
      throw Mistake(
        code: "ambiguous", message: "Several kinds have a field \"\(text)\": \(kinds).",
        hint: "Write the kind too, such as \(first.0.name).\(name).")
    }
    return first
  }
}
