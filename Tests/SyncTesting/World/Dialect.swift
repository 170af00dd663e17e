/// Which form of the protocol a program of the fleet speaks.
package enum Dialect: String, CaseIterable, Sendable {
  /// What this program speaks.
  case present
  /// A newer program's, in a form that this one reads: it adds what this one does not know.
  case extended
  /// A newer version: who speaks less refuses it.
  case later
}
