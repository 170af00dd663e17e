package import SyncCore

/// Who wins in one field, where the team wants something else than the schema says.
///
/// The team's admins write it, for it lies in the library; see ``BoundPolicy``.
package struct PolicyBinding: Entity {
  package let id: RecordID
  /// The kind of the records, for example `opportunity`.
  package var kind = ""
  package var field = ""
  /// The policy as it is spelled, for example `latest@1`.
  package var policy = ""
  /// Why.
  package var note = ""

  package init(id: RecordID) { self.id = id }

  package static let schema = Schema<PolicyBinding>(
    BoundPolicy.kindName, in: .library, label: BoundPolicy.fieldField,
    derivedFrom: [BoundPolicy.kindField, BoundPolicy.fieldField],
    [
      .init(BoundPolicy.kindField, \.kind, policy: .first),
      .init(BoundPolicy.fieldField, \.field, policy: .first),
      .init(BoundPolicy.policyField, \.policy, policyNames),
      .init(BoundPolicy.noteField, \.note),
    ])

  /// What can be typed; a newer program may have written others.
  private static let policyNames = FieldType.choice(Policy.allCases.map { Text($0.rawValue) })
}
