internal import SyncCore
internal import SyncProtocol

/// Performs what an initiator asks for, on a store and over a transport.
package struct DeviceConversation<Replica: DeviceReplica> {
  private let replica: Replica
  private let configuration: InitiatorConfiguration
  private let salt: () -> [UInt8]
  private let sign: (_ digest: [UInt8]) throws -> [UInt8]

  /// A conversation of a store.
  ///
  /// `salt` makes 16 fresh random bytes.
  /// `sign` gives the device key's signature, 64 bytes.
  package init(
    replica: Replica, configuration: InitiatorConfiguration = InitiatorConfiguration(),
    salt: @escaping () -> [UInt8], sign: @escaping (_ digest: [UInt8]) throws -> [UInt8]
  ) {
    self.replica = replica
    self.configuration = configuration
    self.salt = salt
    self.sign = sign
  }

  /// Talks until both sides have nothing more to say.
  ///
  /// `exchange` sends a request's bytes and returns the answer's.
  package func run(
    exchange: (_ request: [UInt8]) async throws -> [UInt8]
  ) async throws -> SyncSummary {
    var initiator = Initiator(configuration: configuration)
    var action = initiator.handle(.begun(try replica.view()))
    while true {
      switch action {
      case .send(let request):
        let response = try SyncResponse.decode(try await exchange(request.encode()))
        action = initiator.handle(.received(response))
      case .finish(let summary):
        return summary
      case .load, .sign, .store:
        action = initiator.handle(try perform(action))
      }
    }
  }

  /// The same over a transport that answers at once: simulations and tests.
  package func runSynchronously(
    exchange: (_ request: [UInt8]) throws -> [UInt8]
  ) throws -> SyncSummary {
    var initiator = Initiator(configuration: configuration)
    var action = initiator.handle(.begun(try replica.view()))
    while true {
      switch action {
      case .send(let request):
        action = initiator.handle(.received(try SyncResponse.decode(exchange(request.encode()))))
      case .finish(let summary):
        return summary
      case .load, .sign, .store:
        action = initiator.handle(try perform(action))
      }
    }
  }

  private func perform(_ action: Initiator.Action) throws -> Initiator.Event {
    switch action {
    case .load(let queries):
      let pushes = try queries.compactMap { query in
        try replica.outbox(query.space, query.head, limit: query.limit)
          .map { LoadedPush(space: query.space, outbox: $0) }
      }
      return .loaded(pushes, salt: salt())
    case .sign(let digest):
      return .signed(try sign(digest))
    case .store(let answer):
      return try replica.together {
        let intake = try replica.take(answer)
        return .stored(try replica.view(), intake)
      }
    case .send, .finish:
      preconditionFailure("the loop above performs these")
    }
  }
}
