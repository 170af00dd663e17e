internal import SyncCore

/// The customer's buying stages, in their order.
package enum BuyingStage: String, ChoiceValue {
  case pressureToChange = "pressure_to_change"
  case solutionVision = "solution_vision"
  case selection
  case commitment
  case valueCoCreation = "value_co_creation"
}
