package import SyncCore
internal import SyncProtocol

/// Performs what a responder asks for on the hub's store.
package struct HubConversation<Replica: HubReplica> {
  /// What one step ended with.
  package enum Outcome: Sendable {
    case answer([UInt8])
    /// Nothing is new: the answer may wait for one of these spaces.
    case hold(spaces: [SpaceID], milliseconds: UInt64)
  }

  let replica: Replica
  let caller: Caller
  private var responder: Responder
  private var inspections: [PushInspection] = []

  package init(
    replica: Replica, caller: Caller, hubMilliseconds: UInt64,
    configuration: ResponderConfiguration = ResponderConfiguration()
  ) throws {
    self.replica = replica
    self.caller = caller
    responder = Responder(
      caller: caller, lineage: try replica.lineage(), hubMilliseconds: hubMilliseconds,
      configuration: configuration)
  }

  /// Answers one request.
  ///
  /// - Throws: `ProtocolError` where the bytes are no request; errors of the store.
  package mutating func receive(_ bytes: [UInt8]) throws -> Outcome {
    let request = try SyncRequest.decode(bytes)
    let list = try replica.list(of: caller.user)
    let check = CursorCheck(request: request, list: list)
    let histories = try check.histories { space, cursor in
      try replica.read(space) { try $0.history(at: cursor) }
    }
    try note(check, histories)
    return try run(responder.handle(.received(request, list, histories)))
  }

  /// Goes on after a hold.
  package mutating func wake() throws -> Outcome {
    try run(responder.handle(.woken(try replica.list(of: caller.user))))
  }

  /// Keeps what the device has, and that it holds another history than the hub, where it says so.
  private func note(_ check: CursorCheck, _ histories: [UInt64: [UInt8]]) throws {
    let contact = DeviceContact(
      caller: caller, cursors: check.applied(histories),
      isFollowing: check.request.waitMilliseconds > 0)
    try replica.note(contact)
    for space in check.rewound(histories) { try replica.note(.rewound(space), by: caller) }
  }

  private mutating func run(_ first: Responder.Action) throws -> Outcome {
    var action = first
    while true {
      switch action {
      case .respond(let response): return .answer(response.encode())
      case .hold(let spaces, let milliseconds):
        return .hold(spaces: spaces, milliseconds: milliseconds)
      case .register, .inspect, .commit, .read:
        action = responder.handle(try perform(action))
      }
    }
  }

  private mutating func perform(_ action: Responder.Action) throws -> Responder.Event {
    switch action {
    case .register(let registrations):
      let entries = try registrations.map { registration -> ListEntry? in
        let id = SpaceIdentity.space(publicKey: caller.publicKey, nonce: registration.nonce)
        guard id == registration.space, registration.kind == .account else { return nil }
        return try replica.register(registration, by: caller)
      }
      return .registered(entries, try replica.list(of: caller.user))
    case .inspect(let orders):
      inspections = try inspect(orders)
      return .inspected(inspections)
    case .commit(let verdicts):
      let acknowledgements = try commit(verdicts)
      try note(acknowledgements, on: inspections)
      return .committed(acknowledgements, try replica.list(of: caller.user))
    case .read(let order):
      return .read(try replica.read(order.entry.space) { try read(order, in: $0) })
    case .hold, .respond:
      preconditionFailure("the loop above performs these")
    }
  }
}
