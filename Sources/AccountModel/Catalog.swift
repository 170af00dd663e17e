package import SyncCore

/// Every kind of record of the product, in the order in which tables are made.
package let catalog: [any Entity.Type] = [
  Team.self,
  Member.self,
  Device.self,
  PolicyBinding.self,
  Access.self,
  Account.self,
  AccountTeam.self,
  AccountPlan.self,
  Stakeholder.self,
  StakeholderObservation.self,
  Opportunity.self,
  StageEvent.self,
  Advance.self,
  OpportunityRole.self,
  MilestoneEvidence.self,
  Activity.self,
  Participant.self,
  ActionItem.self,
  Note.self,
  Tag.self,
]

/// What storage, protocol and command line need to know of each kind, in the order of ``catalog``.
package let catalogDescriptions: [KindDescription] = catalog.map { description(of: $0) }

/// The entity type of a kind, or nil where this program does not know the kind.
package func entityType(named kind: Text) -> (any Entity.Type)? {
  entityTypes[kind]
}

/// The description of a kind, or nil where this program does not know the kind.
package func kindDescription(named kind: Text) -> KindDescription? {
  descriptionsByName[kind]
}

private let entityTypes: [Text: any Entity.Type] = Dictionary(
  catalog.map { (description(of: $0).name, $0) }, uniquingKeysWith: { first, _ in first })

private let descriptionsByName: [Text: KindDescription] = Dictionary(
  catalogDescriptions.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

private func description<Record: Entity>(of entity: Record.Type) -> KindDescription {
  entity.schema.description
}
