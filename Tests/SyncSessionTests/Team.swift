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
    let key = try person.key()
    var initiator = InitiatorConfiguration()
    if let pushBytes {
      initiator.maximumPushBytes = pushBytes
      initiator.minimumPushBytes = pushBytes
    }
    return try DeviceConversation(
      replica: device, configuration: initiator, salt: { Sample.salt },
      sign: { try key.signature(of: $0) }
    ).runSynchronously { request in
      let answer = try answer(request, to: person)
      if isAnswerLost { throw LostAnswer() }
      return answer
    }
  }

  /// Loses the first answer and leaves everything else as it is.
  func syncInVain(_ device: MemoryDevice, of person: Person) throws {
    do { try sync(device, of: person, isAnswerLost: true) } catch is LostAnswer { return }
  }
}

struct LostAnswer: Error {}
