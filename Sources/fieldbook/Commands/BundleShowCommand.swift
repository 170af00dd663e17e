import ArgumentParser
import DiagnosticReports
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession

/// `fieldbook bundle show`: what is in a file, and who made it; changes nothing.
struct BundleShowCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show what a bundle holds and who made it.")

  @Argument(help: ArgumentHelp("The bundle.", valueName: "FILE")) var file: String
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let bundle = try Bundle.open(file).bundle
    let replica = try Replica(common, .read)
    defer { replica.close() }
    let peers = try BundlePeers(replica.store)
    let names = try replica.names(of: replica.store.spaces())
    let fingerprint = DeviceFingerprint(of: bundle.head.publicKey)
    let isKnown = peers.directory().knows(bundle.head.publicKey)
    output.result(
      .object([
        "user": .string(bundle.head.user.string), "device": .string(bundle.head.device.string),
        "fingerprint": .string("\(fingerprint)"), "known": .boolean(isKnown),
        "at": .string(LocalTime.universal(Int64(clamping: bundle.head.milliseconds))),
        "bytes": .count(bundle.byteCount),
        "spaces": .array(bundle.parts.map { json($0.description, names, peers) }),
      ])
    ) {
      var facts = Columns()
      let at = LocalTime.text(Int64(clamping: bundle.head.milliseconds))
      facts.add(["made by", "\(bundle.head.user) on \(bundle.head.device), \(at)"])
      facts.add([
        "fingerprint",
        "\(fingerprint), \(isKnown ? "a device that is known here" : "not known here")",
      ])
      facts.add(["size", "\(bundle.byteCount) bytes"])
      return facts.lines
        + bundle.parts.flatMap { lines($0.description, names, peers) }
    }
    return .done
  }

  private func lines(
    _ part: BundleDescription, _ names: [SpaceID: String], _ peers: BundlePeers
  ) -> [String] {
    var columns = Columns()
    for author in part.authors where !author.runs.isEmpty {
      let range = author.from + 1 == author.to ? "" : " to \(author.to)"
      columns.add(["  \(peers.name(of: author.replica))", "\(author.from + 1)\(range)"])
    }
    let name = names[part.space] ?? "an account that is not here, \(part.space)"
    return ["\(name): \(counted(part.changeCount, "change"))"] + columns.lines
  }

  private func json(
    _ part: BundleDescription, _ names: [SpaceID: String], _ peers: BundlePeers
  ) -> JSON {
    .object([
      "space": .string("\(part.space)"), "account": .optional(names[part.space]),
      "changes": .count(part.changeCount),
      "authors": .array(
        part.authors.map { author in
          .object([
            "replica": .string("\(author.replica)"),
            "name": .string(peers.name(of: author.replica)),
            "from": .count(author.from), "to": .count(author.to),
            "accepted": .count(author.accepted),
          ])
        }),
    ])
  }
}
