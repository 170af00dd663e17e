internal import SyncProtocol
internal import SyncSession

/// One conversation that can stop between any two messages.
struct VirtualSession {
  enum Step {
    case request([UInt8])
    case finished(SyncSummary)
  }

  private let replica: MemoryDevice
  private let salt: [UInt8]
  private var initiator: Initiator

  init(replica: MemoryDevice, configuration: InitiatorConfiguration, salt: [UInt8]) {
    self.replica = replica
    self.salt = salt
    initiator = Initiator(configuration: configuration)
  }

  mutating func begin() throws -> Step { try run(.begun(replica.view())) }

  /// Takes an answer in and goes on.
  mutating func receive(_ answer: [UInt8]) throws -> Step {
    try run(.received(try SyncResponse.decode(answer)))
  }

  /// What an answer does to another device with the same state.
  func receive(_ answer: [UInt8], instead copy: MemoryDevice) throws {
    var session = VirtualSession(
      replica: copy, configuration: InitiatorConfiguration(), salt: salt)
    session.initiator = initiator
    _ = try session.receive(answer)
  }

  private mutating func run(_ first: Initiator.Event) throws -> Step {
    var action = initiator.handle(first)
    while true {
      switch action {
      case .send(let request): return .request(request.encode())
      case .finish(let summary): return .finished(summary)
      case .load(let queries):
        let pushes = try queries.compactMap { query in
          try replica.outbox(query.space, query.head, limit: query.limit)
            .map { LoadedPush(space: query.space, outbox: $0) }
        }
        action = initiator.handle(.loaded(pushes, salt: salt))
      case .sign(let digest):
        action = initiator.handle(.signed(try replica.identity.key.signature(of: digest)))
      case .store(let answer):
        let intake = try replica.take(answer)
        action = initiator.handle(.stored(replica.view(), intake))
      }
    }
  }
}
