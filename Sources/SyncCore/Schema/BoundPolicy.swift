/// What the library says about who wins in one field, in place of the schema.
///
/// Only a reader's view follows from it: cells, digests and what travels stay as they are.
package struct BoundPolicy: Hashable, Sendable {
  /// The kind of the library's records that say so, never reused.
  package static let kindName: Text = "policyBinding"
  /// The names of their fields.
  package static let kindField: Text = "kind"
  package static let fieldField: Text = "field"
  package static let policyField: Text = "policy"
  package static let noteField: Text = "note"

  package let kind: Text
  package let field: Text
  /// The policy as it is spelled, for example `latest@1`.
  package let policy: Text

  package init(kind: Text, field: Text, policy: Text) {
    self.kind = kind
    self.field = field
    self.policy = policy
  }
}

/// What became of a binding.
package enum BindingStanding: Hashable, Sendable {
  /// The bound policy is in force.
  case inForce(Policy)
  /// This program does not know the policy: several values are a conflict with the base in force.
  case unknown
  /// The field cannot have this policy: the schema's stays in force.
  case refused(Policy)
}

extension FieldDescription {
  /// Whether the library may put `policy` in place of the schema's.
  ///
  /// The base that `review(base)` keeps in force is only there where the schema asks a person;
  /// `text` merges what the schema writes as long text; existence is a matter of the life cell alone.
  package func allows(_ policy: Policy) -> Bool {
    if policy == self.policy { return true }
    switch policy {
    case .aliveWins, .text: return false
    case .reviewBase: return self.policy.asksPerson
    case .latest, .first, .least, .greatest, .anyTrue, .reviewLatest: return true
    }
  }

  package func standing(of policy: Text) -> BindingStanding {
    guard let known = Policy(rawValue: policy.string) else { return .unknown }
    return allows(known) ? .inForce(known) : .refused(known)
  }

  /// The field with a bound policy in place of its own.
  fileprivate func bound(to policy: Text) -> FieldDescription {
    let inForce: Policy =
      switch standing(of: policy) {
      case .inForce(let bound): bound
      // No write of a long text carries a base: the latest version is shown, marked.
      case .unknown: self.policy == .text ? .reviewLatest : .reviewBase
      case .refused: self.policy
      }
    return FieldDescription(name: name, type: type, policy: inForce, isParent: isParent)
  }
}

extension KindDescription {
  /// The kind with the policies that `bindings` put in place of its own.
  ///
  /// What binds policies is not bound itself.
  package func bound(by bindings: some Sequence<BoundPolicy>) -> KindDescription {
    guard name != BoundPolicy.kindName else { return self }
    var policies: [Text: Text] = [:]
    for binding in bindings where binding.kind == name { policies[binding.field] = binding.policy }
    guard !policies.isEmpty else { return self }
    return KindDescription(
      name: name, home: home,
      fields: fields.map { field in policies[field.name].map(field.bound) ?? field },
      label: label, derivedFrom: derivedFrom, isAppendOnly: isAppendOnly,
      isAdministered: isAdministered)
  }
}
