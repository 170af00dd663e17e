package import SyncCore

/// A deal that the team works on in one account.
///
/// Fields that a forecast reads keep the value before a conflict in force until a person decides.
package struct Opportunity: Entity {
  package let id: RecordID
  package var name = ""
  package var owner = ""
  package var money = Money()
  package var stage = OpportunityStage()
  package var close = OpportunityClose()
  package var expectedClose: Day?
  /// Margin in percent of the amount.
  package var marginPct: Number?
  /// Replaces the stage's probability where it is set.
  package var probabilityOverride = ProbabilityOverride()
  package var nextStep = ""
  package var buyingCentre = ""
  package var firstPriceShared: Day?
  package var deliveryStart: Day?
  package var effortRemainingDays: Number?

  package init(id: RecordID) { self.id = id }

  package static let schema = Schema<Opportunity>(
    "opportunity", label: nameField,
    [
      .init(nameField, \.name),
      .init(ownerField, \.owner, .user, policy: .reviewLatest),
      .init(moneyField, \.money, policy: .reviewBase),
      .init(stageField, \.stage, policy: .reviewBase),
      .init(closeField, \.close, policy: .reviewBase),
      .init(expectedCloseField, \.expectedClose, policy: .reviewBase),
      .init("marginPct", \.marginPct, policy: .reviewBase),
      .init(probabilityField, \.probabilityOverride, policy: .reviewBase),
      .init("nextStep", \.nextStep),
      .init("buyingCentre", \.buyingCentre),
      .init("firstPriceShared", \.firstPriceShared, policy: .least),
      .init("deliveryStart", \.deliveryStart),
      .init("effortRemainingDays", \.effortRemainingDays),
    ])

  // The names that the pipeline looks readings up by.
  package static let nameField: Text = "name"
  package static let ownerField: Text = "owner"
  package static let moneyField: Text = "money"
  package static let stageField: Text = "stage"
  package static let closeField: Text = "close"
  package static let expectedCloseField: Text = "expectedClose"
  package static let probabilityField: Text = "probabilityOverride"

  package static let companionFields: Set<Text> = [stageField]

  /// Each write of the stage group, the first included, appends a stage event to its change.
  package static func companions(of edit: EntityEdit<Opportunity>) -> [NewRecord] {
    if let before = edit.before, before.stage == edit.after.stage { return [] }
    // A companion's id is given when it is written.
    var event = StageEvent(id: edit.after.id)
    event.opportunity = Reference(RecordKey(kind, edit.after.id))
    event.from = edit.before?.stage.stage
    event.to = edit.after.stage.stage
    event.reason = edit.after.stage.reason
    event.evidence = edit.after.stage.evidence
    event.by = edit.author.string
    event.on = edit.day
    return [NewRecord(event)]
  }
}
