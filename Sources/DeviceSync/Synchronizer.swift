internal import Foundation
package import SpaceStore
internal import SyncCore
internal import SyncProtocol
internal import SyncSession

/// Brings a replica and its hub together: once for a command, or for as long as a watcher runs.
///
/// The replica's write lock is held only while an answer is stored, never while the hub is waited for.
package struct Synchronizer: Sendable {
  private let directory: String
  private let catalog: StoreCatalog
  private let guardian: IdentityGuard?
  private let wall: @Sendable () -> Int64
  private let random: @Sendable (_ count: Int) -> [UInt8]

  /// - Parameters:
  ///   - directory: the replica's directory.
  ///   - catalog: the kinds that the program knows.
  ///   - guardian: what tells a copied replica; nil where nothing does.
  ///   - wall: milliseconds since 1970.
  ///   - random: so many random bytes, fit for signatures.
  package init(
    directory: String, catalog: StoreCatalog, guardian: IdentityGuard? = nil,
    wall: @escaping @Sendable () -> Int64,
    random: @escaping @Sendable (_ count: Int) -> [UInt8]
  ) {
    self.directory = directory
    self.catalog = catalog
    self.guardian = guardian
    self.wall = wall
    self.random = random
  }

  /// One conversation until both sides have nothing more to say, with a quick retry or two.
  ///
  /// Throws ``SyncFailure``, ``DeviceFileFault``, `StoreError`, `HubFault`, `IntakeFault`.
  package func run() async throws -> SyncReport {
    let contact = try contact()
    let replica = replica()
    defer { replica.close() }
    return try await HubClient.with(contact.address) { client in
      var failures = 0
      while true {
        do {
          return try await converse(contact, client, replica)
        } catch let failure as SyncFailure where failure.isHiccup {
          failures += 1
          guard failures <= Backoff.commandRetries else { throw failure }
          try await pause(.command, failures: failures)
        }
      }
    }
  }

  /// What a watcher tells about.
  package enum Event: Sendable {
    /// An exchange that moved something.
    case synced(SyncReport)
    /// The hub was not reached; the next try comes after so many milliseconds.
    case failed(SyncFailure, retryInMilliseconds: Int)
  }

  /// Stays and follows: the hub's news and what other commands commit here travel at once.
  ///
  /// Ends when the task is cancelled, or with an error that no waiting can mend.
  package func follow(_ report: (Event) async -> Void) async throws {
    let contact = try contact()
    let doorbell = Doorbell()
    let socket = try CommitSocket.listen(directory: directory) { doorbell.ring() }
    defer { socket.close() }
    let replica = replica()
    defer { replica.close() }
    try await HubClient.with(
      contact.address, maximumWaitMilliseconds: Limits.waitMilliseconds
    ) { client in
      var failures = 0
      var isQuiet = false
      while !Task.isCancelled {
        do {
          if !isQuiet { doorbell.silence() }
          let result = try await converse(
            contact, client, replica, waitingFor: isQuiet ? doorbell : nil)
          failures = 0
          isQuiet = true
          if result.movedSomething { await report(.synced(result)) }
        } catch is BellRang {
          failures = 0
          isQuiet = false
        } catch let failure as SyncFailure where failure.isTransient {
          failures += 1
          let wait = max(
            waitInMilliseconds(.watcher, failures: failures), failure.waitInMilliseconds)
          await report(.failed(failure, retryInMilliseconds: wait))
          // A hub that is down is not asked at once again.
          try await Task.sleep(for: .milliseconds(wait))
          isQuiet = false
        }
      }
    }
  }
}

extension Synchronizer {
  /// What a replica needs to talk to its hub.
  struct Contact: Sendable {
    let address: HubAddress
    let session: SessionToken
    let key: DeviceKey
  }

  func contact() throws -> Contact {
    let store = try DeviceStore.open(
      directory: directory, catalog: catalog, mode: .read, wall: wall)
    let hub = try store.hub()
    let publicKey = store.identity.publicKey
    try store.close()
    let files = DeviceFiles(directory: directory)
    guard let hub, let session = try files.session() else { throw SyncFailure.notEnrolled }
    let key = try files.key()
    guard key.publicKey == publicKey else { throw DeviceFileFault.foreignKey(path: files.keyPath) }
    return Contact(address: try HubAddress(hub.url), session: session, key: key)
  }

  private func replica() -> BriefReplica {
    BriefReplica(directory: directory, catalog: catalog, guardian: guardian, wall: wall)
  }

  /// One conversation; with a doorbell one that may wait for the hub's news until the bell rings.
  ///
  /// Throws ``BellRang`` then.
  private func converse(
    _ contact: Contact, _ client: HubClient, _ replica: BriefReplica,
    waitingFor doorbell: Doorbell? = nil
  ) async throws -> SyncReport {
    let waitMilliseconds = doorbell == nil ? 0 : Limits.waitMilliseconds
    defer { replica.release() }
    var configuration = InitiatorConfiguration()
    configuration.waitMilliseconds = waitMilliseconds
    let conversation = DeviceConversation(
      replica: replica, configuration: configuration,
      salt: { random(PushSignature.saltByteCount) },
      sign: { try contact.key.signature(of: $0) })
    var up = 0
    var down = 0
    do {
      let summary = try await conversation.run { request in
        replica.release()
        let answer = try await interruptible(doorbell) {
          try await client.exchange(
            request, session: contact.session, waitMilliseconds: waitMilliseconds)
        }
        up += request.count
        down += answer.count
        return answer
      }
      try replica.forgetOld()
      return SyncReport(summary: summary, bytesUp: up, bytesDown: down)
    } catch let error as ProtocolError {
      throw SyncFailure.notAHub(
        url: contact.address.url, detail: "its answer is damaged (\(error))")
    }
  }

  /// Runs `work`; throws ``BellRang`` where the bell rings before it ends.
  private func interruptible(
    _ doorbell: Doorbell?, _ work: @escaping @Sendable () async throws -> [UInt8]
  ) async throws -> [UInt8] {
    guard let doorbell else { return try await work() }
    return try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
      group.addTask { try await work() }
      group.addTask {
        await doorbell.wait()
        return nil
      }
      defer { group.cancelAll() }
      guard let answer = try await group.next() ?? nil else { throw BellRang() }
      return answer
    }
  }

  /// Waits before the next attempt, longer after each failure, so that a hub that recovers is not flooded.
  private func pause(_ backoff: Backoff, failures: Int) async throws {
    try await Task.sleep(for: .milliseconds(waitInMilliseconds(backoff, failures: failures)))
  }

  private func waitInMilliseconds(_ backoff: Backoff, failures: Int) -> Int {
    backoff.waitInMilliseconds(failures: failures, jitter: random(1).first ?? 0)
  }
}

/// Another command committed here while the hub was waited for.
private struct BellRang: Error {}

extension SyncReport {
  /// Whether the exchange brought or took anything.
  fileprivate var movedSomething: Bool {
    summary.sent > 0 || summary.receivedCount > 0 || summary.snapshotRecords > 0
      || !summary.refusals.isEmpty || !summary.recovered.isEmpty || summary.isStuck
  }
}
