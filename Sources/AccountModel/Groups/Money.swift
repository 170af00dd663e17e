package import SyncCore

/// An amount with its currency: one cell, so that no sum appears that nobody entered.
package struct Money: GroupValue {
  package var amount: Number?
  /// A currency's code, for example `EUR`; empty means the team's currency.
  package var currency = ""

  package init() {}

  package static let members: [GroupField<Money>] = [
    .init("amount", \.amount),
    .init("currency", \.currency),
  ]
}
