package import SyncCore

/// An opportunity as the pipeline counts it: what a reader of its fields is shown.
package struct PipelineDeal: Sendable {
  package let reference: Reference
  /// What people call the account.
  package let account: String
  package let name: String
  package let owner: String
  let readings: [Text: Reading]

  /// - Parameters:
  ///   - reference: the opportunity, with its space.
  ///   - account: what people call the account.
  ///   - readings: of the opportunity's fields by name; a field that nobody wrote may be missing.
  package init(_ reference: Reference, account: String, readings: [Text: Reading]) {
    self.reference = reference
    self.account = account
    self.readings = readings
    name = readings[Opportunity.nameField]?.value.description ?? ""
    owner = readings[Opportunity.ownerField]?.value.description ?? ""
  }

  /// The fields of the report that wait for a person.
  var contestedFields: [Text] {
    [
      Opportunity.moneyField, Opportunity.stageField, Opportunity.closeField,
      Opportunity.expectedCloseField, Opportunity.probabilityField, Opportunity.ownerField,
    ].filter { readings[$0]?.status == .conflict }
  }

  func value(_ field: Text) -> Value { readings[field]?.value ?? .null }

  /// The value in force and, where a person has to choose, every candidate.
  func openValues(_ field: Text) -> [Value] {
    guard let reading = readings[field] else { return [.null] }
    return [reading.value] + (reading.status == .conflict ? reading.candidates.map(\.value) : [])
  }
}
