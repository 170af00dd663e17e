import AccountModel
import SyncCore

/// Refuses a binding of a policy that would come to nothing.
enum BindingCheck {
  /// Looks at nothing but records that bind policies.
  static func check(_ values: [Text: Value], of kind: KindDescription) throws {
    guard kind.name == BoundPolicy.kindName else { return }
    let named = { (name: Text) -> Text in
      if case .text(let text) = values[name] { text } else { "" }
    }
    let kindName = named(BoundPolicy.kindField)
    guard let bound = kindDescription(named: kindName) else { throw Failure.unknownKind(kindName) }
    let fieldName = named(BoundPolicy.fieldField)
    guard let field = bound.field(fieldName) else {
      if let group = bound.address(fieldName)?.field {
        throw Failure(
          .usage, "no_field",
          "\(fieldName) is a part of \(group.name) and has no policy of its own.",
          hint: "Write \(BoundPolicy.fieldField)=\(group.name).")
      }
      throw Failure(
        .unknown(fieldName, near: Spelling.nearest(to: fieldName, among: bound.fields.map(\.name))),
        kind: bound)
    }
    let policy = named(BoundPolicy.policyField)
    if case .inForce = field.standing(of: policy) { return }
    let allowed = Policy.allCases.filter(field.allows).map(\.rawValue)
    throw Failure(
      .usage, "wrong_policy", "\(fieldName) of \(kindName) cannot have the policy \"\(policy)\".",
      hint: "It can have \(allowed.joined(separator: ", ")).")
  }
}
