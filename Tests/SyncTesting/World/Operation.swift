/// One thing that happens in a world.
///
/// A list of operations is the whole course of a world: each takes what chance it needs from its own
/// `choice`, so that leaving one out leaves the others as they are. Numbers of devices count from 0
/// and wrap around at the devices that there are.
package enum Operation: Hashable, Sendable {
  /// A person writes what they see fit, at once.
  case edit(Int, choice: Int)
  /// A person opens an editor and is shown something.
  case open(Int, choice: Int)
  /// A person saves an editor that was opened before.
  case save(Int, choice: Int)
  /// A conversation moves on by one message, or begins.
  case advance(Int, faults: [Fault] = [], choice: Int)
  /// One whole conversation over a good network.
  case sync(Int)
  /// A device of a new user, or one more of a user, is enrolled.
  case join(choice: Int)
  /// A device makes a space of its own.
  case register(Int, choice: Int)
  /// Somebody may do something else than before in a space.
  case grant(choice: Int)
  /// A request that was delayed arrives.
  case deliverLate
  /// The hub drops the snapshots that devices are fetching.
  case dropSnapshots
  /// Time passes.
  case wait(hours: Int)
  /// A device's clock is wrong by so much from now on.
  case setClock(Int, hours: Int)
  /// A device dies over its store, after so many calls or transactions, and is started again.
  case crash(Int, at: MemoryCrash.Place, after: Int)
  /// The hub dies so, and is started again.
  case crashHub(at: MemoryCrash.Place, after: Int)
  /// A device's directory is copied to another machine; `isNoticed` where the copy knows it.
  case clone(Int, isNoticed: Bool)
  /// A device's directory is put aside.
  case backUp(Int)
  /// A device's directory is replaced by what was put aside.
  case restore(Int, isNoticed: Bool)
  /// The hub is backed up.
  case backUpHub
  /// The hub is restored from its backup; `isNoticed` where the restore went by the book.
  case restoreHub(isNoticed: Bool)
  /// The hub cleans up: the log below its frontier, deleted records, old versions of texts.
  case housekeep
  /// A device's program is replaced by a newer one, which knows more fields.
  case upgrade(Int)
  /// A device's program is replaced by one that speaks another form of the protocol.
  case speak(Int, Dialect, choice: Int)
  /// The hub's program is replaced so.
  case hubSpeak(Dialect)
  /// A device writes a bundle of a space, another takes it in.
  case bundle(from: Int, to: Int, choice: Int)
  /// A device sends the hub what nobody wrote.
  case forge(Int, choice: Int)
}

extension Operation: CustomStringConvertible {
  /// The operation as it stands in a test.
  package var description: String {
    switch self {
    case .edit(let device, let choice): ".edit(\(device), choice: \(choice))"
    case .open(let device, let choice): ".open(\(device), choice: \(choice))"
    case .save(let device, let choice): ".save(\(device), choice: \(choice))"
    case .advance(let device, let faults, let choice):
      faults.isEmpty
        ? ".advance(\(device), choice: \(choice))"
        : ".advance(\(device), faults: [\(Self.list(faults))], choice: \(choice))"
    case .sync(let device): ".sync(\(device))"
    case .join(let choice): ".join(choice: \(choice))"
    case .register(let device, let choice): ".register(\(device), choice: \(choice))"
    case .grant(let choice): ".grant(choice: \(choice))"
    case .deliverLate: ".deliverLate"
    case .dropSnapshots: ".dropSnapshots"
    case .wait(let hours): ".wait(hours: \(hours))"
    case .setClock(let device, let hours): ".setClock(\(device), hours: \(hours))"
    case .crash(let device, let place, let count):
      ".crash(\(device), at: .\(place.rawValue), after: \(count))"
    case .crashHub(let place, let count):
      ".crashHub(at: .\(place.rawValue), after: \(count))"
    case .clone(let device, let isNoticed): ".clone(\(device), isNoticed: \(isNoticed))"
    case .backUp(let device): ".backUp(\(device))"
    case .restore(let device, let isNoticed): ".restore(\(device), isNoticed: \(isNoticed))"
    case .backUpHub: ".backUpHub"
    case .restoreHub(let isNoticed): ".restoreHub(isNoticed: \(isNoticed))"
    case .housekeep: ".housekeep"
    case .upgrade(let device): ".upgrade(\(device))"
    case .speak(let device, let dialect, let choice):
      ".speak(\(device), .\(dialect.rawValue), choice: \(choice))"
    case .hubSpeak(let dialect): ".hubSpeak(.\(dialect.rawValue))"
    case .forge(let device, let choice): ".forge(\(device), choice: \(choice))"
    case .bundle(let from, let to, let choice):
      ".bundle(from: \(from), to: \(to), choice: \(choice))"
    }
  }

  /// Every kind of operation, by its name.
  package static let kinds = [
    "edit", "open", "save", "advance", "sync", "join", "register", "grant", "deliverLate",
    "dropSnapshots", "wait", "setClock", "crash", "crashHub", "clone", "backUp", "restore",
    "backUpHub", "restoreHub", "housekeep", "upgrade", "speak", "hubSpeak", "bundle", "forge",
  ]

  /// The name of the operation's kind.
  package var kind: String { String(description.dropFirst().prefix { $0 != "(" }) }

  private static func list(_ faults: [Fault]) -> String {
    faults.map { ".\($0.rawValue)" }.joined(separator: ", ")
  }

  /// The same operation with fewer faults.
  package var simpler: [Operation] {
    switch self {
    case .advance(let device, let faults, let choice) where !faults.isEmpty:
      [.advance(device, choice: choice)]
        + faults.indices.map { left in
          var fewer = faults
          fewer.remove(at: left)
          return .advance(device, faults: fewer, choice: choice)
        }
    default: []
    }
  }
}
