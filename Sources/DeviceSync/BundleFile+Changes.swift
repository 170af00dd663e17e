package import SyncCore
package import SyncProtocol

extension BundleFile {
  /// Whether a file begins as bundles do; false for one that is not there.
  package static func isBundle(path: String) -> Bool {
    // What cannot be opened is no bundle; whoever opens it next says why.
    (try? Bundle.hasMagic(BundleFile(path: path))) ?? false
  }
}

extension Bundle {
  /// The changes of every space of the bundle.
  ///
  /// Throws ``BundleFileFault``, `BundleFault`, `ProtocolError`.
  package func changes(
    in source: some BundleSource
  ) throws -> [(space: SpaceID, changes: [Change])] {
    try parts.map { part in
      let batches = try (0..<part.blockCount).map { try part.batch($0, in: source) }
      return (part.description.space, batches.flatMap(\.runs).flatMap(\.changes))
    }
  }
}
