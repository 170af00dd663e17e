import ArgumentParser
import DeviceSync
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession

/// `fieldbook bundle import`: takes a colleague's file in, as a sync would.
struct BundleImportCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Take the changes of a colleague's file in.",
    discussion: """
      Each account is taken in whole or not at all. A bundle may be taken in twice. The hub gets \
      what it does not know at the next sync.
      """)

  @Argument(help: ArgumentHelp("The bundle.", valueName: "FILE")) var file: String
  @Flag(help: "Show what would come and what would change; write nothing.") var dryRun = false
  @Option(
    help: "The fingerprint of a device that the team's library does not know; may be repeated.")
  var trust: [String] = []
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let trusted = try fingerprints()
    let (bundle, source) = try Bundle.open(file)
    let replica = try Replica(common, .write)
    defer { replica.close() }
    let peers = try BundlePeers(replica.store)
    let receiver = BundleReceiver(
      replica: replica.store, bundle: bundle, source: source,
      directory: peers.directory(trusting: trusted),
      publicKey: replica.store.identity.publicKey, grant: peers.role)
    do {
      try receiver.check()
    } catch let refusal as BundleRefusal {
      throw BundleFailure(refusal, maker: bundle.head, peers: peers).failure
    }
    let names = try replica.names(of: replica.store.spaces())
    var outcomes: [BundleOutcome] = []
    for part in bundle.parts {
      let name = names[part.description.space]
      var news = BundleNews(observesValues: dryRun)
      do {
        outcomes.append(
          BundleOutcome(
            part, name: name,
            taken: try receiver.take(part, isRehearsal: dryRun) {
              news.hear($0)
            } observe: { ledger, intake in
              try BundleTaken(intake, news, ledger)
            }))
      } catch let refusal as BundleRefusal {
        let failure = BundleFailure(refusal, maker: bundle.head, peers: peers)
        outcomes.append(BundleOutcome(part, name: name, refusal: failure))
      } catch let fault as BundleFault {
        throw GivenFileFault(fault, bundle: file)
      }
    }
    if !dryRun { replica.wakeWatcher() }
    return try BundleReport(
      outcomes: outcomes, head: bundle.head, isDryRun: dryRun, replica: replica, peers: peers
    ).show(output)
  }

  private func fingerprints() throws -> Set<DeviceFingerprint> {
    Set(
      try trust.map { text in
        guard let fingerprint = DeviceFingerprint(text) else {
          throw Failure(
            .usage, "wrong_fingerprint", "\"\(text)\" is no fingerprint of a device.",
            hint: "It has 32 hexadecimal digits, as fieldbook bundle show prints them.")
        }
        return fingerprint
      })
  }
}
