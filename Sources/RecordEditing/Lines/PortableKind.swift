internal import AccountModel
package import SyncCore

/// A kind whose records travel as lines, with what reading and writing lines looks up.
///
/// Accounts and what they hold travel. What the hub alone writes, the team's library and the access
/// to spaces do not: a file must not make anybody a member.
package struct PortableKind: Sendable {
  package let kind: KindDescription
  /// Its place among all of them.
  let index: Int
  /// The UTF-8 of the fields' names, in the order of the schema.
  let names: [[UInt8]]
  /// Whether a record brings others along.
  let hasCompanions: Bool
  /// The fields in the order in which a change writes them; nil stands for the life cell.
  let writeOrder: [Int?]

  package static let all: [PortableKind] = catalogDescriptions.filter(isPortable).enumerated()
    .map { PortableKind($0.element, index: $0.offset) }

  private static let byName = Dictionary(
    all.map { ($0.kind.name, $0) }, uniquingKeysWith: { first, _ in first })

  static func named(_ name: Text) -> PortableKind? { byName[name] }

  private static func isPortable(_ kind: KindDescription) -> Bool {
    kind.home == .account && !kind.isAdministered && kind.name != Access.kind
  }

  private init(_ kind: KindDescription, index: Int) {
    self.kind = kind
    self.index = index
    hasCompanions = !companionFields(ofKind: kind.name).isEmpty
    names = kind.fields.map { Array($0.name.utf8) }
    let fields = kind.fields.enumerated().map { (name: $0.element.name, index: Int?($0.offset)) }
    writeOrder = (fields + [(Field.life, nil)]).sorted { $0.name < $1.name }.map(\.index)
  }

  var isDerived: Bool { !kind.derivedFrom.isEmpty }
}
