import DeviceSync
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession

/// Why a bundle, or one account of it, was not taken in, in words.
struct BundleFailure {
  let refusal: BundleRefusal
  let failure: Failure
  /// What is missing, for scripts.
  let missing: [MissingChanges]

  /// `account` is what the failing part is called; nil where the whole bundle is refused.
  init(
    _ refusal: BundleRefusal, maker: BundleHead, peers: BundlePeers, account: String? = nil
  ) {
    self.refusal = refusal
    missing = if case .missing(let missing) = refusal { missing } else { [] }
    let words = Words(refusal, maker: maker, peers: peers)
    failure = Failure(words.status, words.code, words.message, hint: words.hint)
  }

  /// The parts of a failure, chosen by the refusal.
  private struct Words {
    var status = ExitStatus.refused
    let code: String
    let message: String
    let hint: String

    init(_ refusal: BundleRefusal, maker: BundleHead, peers: BundlePeers) {
      switch refusal {
      case .unknownMaker(let fingerprint):
        code = "unknown_device"
        message =
          "The bundle was made by a device that is not known here: \(maker.user) on \(maker.device)."
        hint =
          "Ask them for their fingerprint; if it is this one, add --trust \(fingerprint), or sync first."
      case .unknownDevice(let replica, let fingerprint):
        code = "unknown_device"
        message = "It holds changes of a device that is not known here: \(peers.name(of: replica))."
        hint =
          "If its user confirms the fingerprint, add --trust \(fingerprint), or sync first."
      case .otherHub:
        code = "other_hub"
        message = "The bundle comes from a team with another hub."
        hint = "Nothing was taken in; check whose bundle it is."
      case .notAccount:
        code = "not_account"
        message = "It is no account; such a space comes from the hub alone."
        hint = "Sync instead."
      case .recovering:
        code = "recovering"
        message = "This account waits for the hub to put its history right."
        hint = "Sync, then take the bundle in again."
      case .noAccess:
        code = "no_access"
        message = "Its records give you no role."
        hint = "A manager of the account shares it with fieldbook share, and exports again."
      case .histories(let replica):
        code = "histories_differ"
        message =
          "The histories of \(peers.name(of: replica)) here and in the bundle cannot be told to be one."
        hint = "Sync with the hub first, on both devices; then exchange bundles again."
      case .missing(let missing):
        status = .findings
        code = "missing_changes"
        message =
          "It builds on what is not here: \(missing.map(peers.text).joined(separator: ", "))."
        hint = "Take the bundle in that holds them, or sync; then this one again."
      case .unproven(let changes):
        code = "unproven"
        message = "No signature shows that the device wrote \(peers.text(changes))."
        hint = "Sync instead, or ask the author for a bundle."
      case .foreignActor(let dot, let actor):
        code = "foreign_actor"
        message = "A change of \(peers.name(of: dot.replica)) carries the name of \(actor)."
        hint = "The hub would refuse it; ask the team's admin to look at that device."
      case .baseReleased(let dot):
        code = "text_version_released"
        message = "The change \(dot) edits a version of a text that the hub has released."
        hint = "Sync with the hub on both devices: the text arrives whole then."
      case .invalid(let dot, _), .unknownChain(let dot):
        code = "contradiction"
        message = "The change \(dot) contradicts what was before it."
        hint = "Sync instead, and tell the bundle's maker to run fieldbook doctor."
      }
    }
  }
}

extension Failure {
  init(_ fault: BundleFileFault) {
    switch fault {
    case .missing(let path):
      self.init(.usage, "no_file", "There is no file \(path).", hint: "Check the name.")
    case .notFile(let path):
      self.init(.usage, "no_file", "\(path) is no file.", hint: "Name a file.")
    case .taken(let path):
      self.init(
        .usage, "file_exists", "\(path) is there and no bundle.",
        hint: "It was left alone; choose another name.")
    case .diskFull(let path):
      self.init(
        .disk, "disk_full", "The disk has no room for \(path).",
        hint: "No file was written; make room and run the command again.")
    case .failed(let path, let detail):
      self.init(
        .disk, "disk_error", "\(path): \(detail).", hint: "Check the directory and the disk.")
    }
  }
}

extension Bundle {
  /// Opens and checks a bundle's file.
  ///
  /// Throws `BundleFileFault`, `GivenFileFault`
  static func open(_ path: String) throws -> (bundle: Bundle, source: BundleFile) {
    let source = try BundleFile(path: path)
    return try reading(path) { (try Bundle.read(source), source) }
  }

  /// Runs what reads a bundle's file, and says of the file what is wrong with it.
  ///
  /// Throws `GivenFileFault` and whatever `body` throws beside.
  static func reading<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as ProtocolError {
      throw GivenFileFault(error, bundle: path)
    } catch let fault as BundleFault {
      throw GivenFileFault(fault, bundle: path)
    }
  }
}
