internal import Foundation

/// The address of a hub: scheme, host, port, perhaps a path before the interface's own.
package struct HubAddress: Hashable, Sendable {
  /// Without a slash at the end.
  package let url: String

  /// What a TCP port can be to whom a program connects.
  private static let ports = 1...Int(UInt16.max)

  /// - Throws: ``SyncFailure/invalidAddress(_:)``
  package init(_ text: String) throws(SyncFailure) {
    let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard let parts = URLComponents(string: trimmed), let host = parts.host, !host.isEmpty,
      ["http", "https"].contains(parts.scheme), parts.query == nil, parts.fragment == nil,
      parts.user == nil, parts.password == nil, parts.port.map({ Self.ports.contains($0) }) ?? true
    else { throw .invalidAddress(text) }
    var url = trimmed
    while url.hasSuffix("/") { url.removeLast() }
    self.url = url
  }
}
