import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting

/// A hub with one space in which everybody is an editor.
struct Team {
  let hub = MemoryHub(lineage: Sample.lineage)
  let space = Sample.space()
  var configuration = ResponderConfiguration()
  /// The bytes of canonical form that a device sends at once; nil for the usual count.
  var pushBytes: UInt64?

  init() {
    hub.createSpace(space)
    for person in Person.allCases { hub.grant(.editor, to: person.user, in: space) }
  }

  /// The hub's answer to a device of the person.
  func answer(_ request: [UInt8], to person: Person) throws -> [UInt8] {
    var conversation = try HubConversation(
      replica: hub, caller: try person.caller(), hubMilliseconds: UInt64(Moment.now),
      configuration: configuration)
    guard case .answer(let answer) = try conversation.receive(request) else { throw LostAnswer() }
    return answer
  }

  /// One whole conversation; `isAnswerLost` ends it after the hub has committed.
  @discardableResult
  func sync(
    _ device: MemoryDevice, of person: Person, isAnswerLost: Bool = false
  ) throws -> SyncSummary {
    var initiator = InitiatorConfiguration()
    if let pushBytes {
      initiator.maximumPushBytes = pushBytes
      initiator.minimumPushBytes = pushBytes
    }
    return try converse(device, of: person, initiator) { request in
      let answer = try answer(request, to: person)
      if isAnswerLost { throw LostAnswer() }
      return answer
    }
  }

  /// One conversation over whatever carries requests and answers.
  @discardableResult
  func converse(
    _ device: MemoryDevice, of person: Person,
    _ configuration: InitiatorConfiguration = InitiatorConfiguration(),
    exchange: (_ request: [UInt8]) throws -> [UInt8]
  ) throws -> SyncSummary {
    let key = try person.key()
    return try DeviceConversation(
      replica: device, configuration: configuration, salt: { Sample.salt },
      sign: { try key.signature(of: $0) }
    ).runSynchronously(exchange: exchange)
  }

  /// One exchange alone, in which the hub sends as little as it can; what follows is lost.
  func exchangeOnce(
    _ device: MemoryDevice, of person: Person, maximumBytes: UInt64 = 1,
    changing: (SyncResponse) throws -> SyncResponse = { $0 }
  ) throws {
    var configuration = InitiatorConfiguration()
    configuration.maximumBytes = maximumBytes
    var isAnswered = false
    do {
      try converse(device, of: person, configuration) { request in
        if isAnswered { throw LostAnswer() }
        isAnswered = true
        return try changing(SyncResponse.decode(answer(request, to: person))).encode()
      }
    } catch is LostAnswer { return }
  }

  /// How many runs a whole conversation pushes.
  func pushCount(
    _ device: MemoryDevice, of person: Person, maximumBytes: UInt64 = 1 << 20
  ) throws -> Int {
    var configuration = InitiatorConfiguration()
    configuration.maximumBytes = maximumBytes
    var count = 0
    try converse(device, of: person, configuration) { request in
      count += try SyncRequest.decode(request).pushes.count
      return try answer(request, to: person)
    }
    return count
  }

  /// Loses the first answer and leaves everything else as it is.
  func syncInVain(_ device: MemoryDevice, of person: Person) throws {
    do { try sync(device, of: person, isAnswerLost: true) } catch is LostAnswer { return }
  }
}

struct LostAnswer: Error {}
