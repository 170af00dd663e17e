import ArgumentParser
import DeviceSync
import DiagnosticReports
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession

/// `fieldbook bundle export`: writes what this replica holds to a file.
struct BundleExportCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write changes to a file for a colleague.",
    discussion: """
      Without --since everything goes that is held here. With it the file stays small: only what \
      came after an earlier bundle goes, one that the colleague has taken in or made.
      """)

  @Argument(help: ArgumentHelp("The file to write.", valueName: "FILE")) var file: String
  @Option(name: .customLong("in"), help: "An account (else all of them); may be repeated.")
  var accounts: [String] = []
  @Option(help: "An earlier bundle, whose changes are left out; may be repeated.")
  var since: [String] = []
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let replica = try Replica(common, .read)
    defer { replica.close() }
    let spaces =
      accounts.isEmpty
      ? try replica.store.spaces().filter { $0.kind == .account && $0.role > .none }
      : try accounts.map { try replica.finder.account($0) }
    guard !spaces.isEmpty else { throw Failure.noAccount }
    let key = try key(of: replica)
    let draft = try BundleFileDraft(path: file)
    var byteCount = 0
    let written = try BundleMaker(
      replica: replica.store, head: try head(of: replica, key: key),
      salt: { Chance.bytes(PushSignature.saltByteCount) }, sign: { try key.signature(of: $0) }
    ).write(spaces.map(\.id), since: try covered()) { bytes in
      byteCount += bytes.count
      try draft.write(bytes)
    }
    guard !written.isEmpty else {
      throw Failure(
        .findings, "nothing_new", "There is nothing new to export.",
        hint: since.isEmpty
          ? "No file was written; write something first."
          : "No file was written; everything is in the earlier bundle.")
    }
    try draft.finish()
    try show(written, byteCount: byteCount, DeviceFingerprint(of: key.publicKey), replica, output)
    return .done
  }

  private func key(of replica: Replica) throws -> DeviceKey {
    let files = DeviceFiles(directory: replica.home.directory)
    let key = try files.key()
    guard key.publicKey == replica.store.identity.publicKey else {
      throw DeviceFileFault.foreignKey(path: files.keyPath)
    }
    return key
  }

  private func head(of replica: Replica, key: DeviceKey) throws -> BundleHead {
    let identity = replica.store.identity
    return BundleHead(
      publicKey: key.publicKey, user: identity.user, device: identity.deviceName,
      lineage: try replica.store.hubLineage(),
      milliseconds: UInt64(clamping: replica.store.correctedMilliseconds))
  }

  /// What the earlier bundles cover of each space.
  private func covered() throws -> [SpaceID: VersionVector] {
    var covered: [SpaceID: VersionVector] = [:]
    for path in since {
      for part in try Bundle.open(path).bundle.parts {
        let vector = part.description.vector
        covered[part.description.space] =
          covered[part.description.space]?.union(vector) ?? vector
      }
    }
    return covered
  }

  private func show(
    _ written: [BundleDescription], byteCount: Int, _ fingerprint: DeviceFingerprint,
    _ replica: Replica, _ output: Output
  ) throws {
    let names = try replica.names(of: replica.store.spaces())
    let changes = written.reduce(0) { $0 + $1.changeCount }
    output.result(
      .object([
        "file": .string(file), "bytes": .count(byteCount), "changes": .count(changes),
        "fingerprint": .string("\(fingerprint)"),
        "spaces": .array(
          written.map { part in
            .object([
              "space": .string("\(part.space)"), "account": .string(names[part.space] ?? ""),
              "changes": .count(part.changeCount),
            ])
          }),
      ])
    ) {
      var columns = Columns(rightAligned: [1])
      for part in written {
        columns.add(["  \(names[part.space] ?? "")", counted(part.changeCount, "change")])
      }
      return [
        "\(file): \(counted(changes, "change")) of \(counted(written.count, "account")), "
          + "\(byteCount) bytes"
      ] + columns.lines + ["  this device's fingerprint: \(fingerprint)"]
    }
  }
}
