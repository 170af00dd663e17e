internal import SpaceStore
internal import SyncCore
internal import SyncSession
internal import Synchronization

/// One request of one device from its first byte to its answer, with a wait in between.
///
/// The conversation is only used inside the store's door, one step at a time.
final class SyncExchange: Sendable {
  private let conversation = Mutex<HubConversation<HubStore>?>(nil)
  private let caller: Caller
  private let hubMilliseconds: UInt64
  private let configuration: ResponderConfiguration

  init(caller: Caller, hubMilliseconds: UInt64, configuration: ResponderConfiguration) {
    self.caller = caller
    self.hubMilliseconds = hubMilliseconds
    self.configuration = configuration
  }

  /// - Throws: `ProtocolError`, `StoreError`
  func receive(_ frame: [UInt8], _ store: HubStore) throws -> HubConversation<HubStore>.Outcome {
    try conversation.withLock { conversation in
      var started = try HubConversation(
        replica: store, caller: caller, hubMilliseconds: hubMilliseconds,
        configuration: configuration)
      // One commit for the whole request: its answer goes out after it.
      let outcome = try store.together { try started.receive(frame) }
      conversation = started
      return outcome
    }
  }

  /// Goes on after a wait.
  ///
  /// - Throws: `StoreError`
  func wake(_ store: HubStore) throws -> HubConversation<HubStore>.Outcome {
    try conversation.withLock { conversation in
      guard var waiting = conversation else {
        preconditionFailure("only an exchange that received its request waits")
      }
      defer { conversation = waiting }
      return try waiting.wake()
    }
  }
}
