package import SyncProtocol

extension GivenFileFault {
  package init(_ error: ProtocolError, bundle path: String) {
    self = .damagedBundle(path, error.sentence)
  }

  package init(_ fault: BundleFault, bundle path: String) {
    self = .damagedBundle(path, fault.sentence)
  }

  private static func damagedBundle(_ path: String, _ detail: String) -> Self {
    Self(
      "damaged_bundle", "\(path) is damaged or no bundle: \(detail).",
      hint: "Nothing was taken in; copy the file again, or ask for another one.")
  }
}

extension ProtocolError {
  /// What is wrong with a file, to follow a colon.
  fileprivate var sentence: String {
    switch self {
    case .notFieldbook: "it begins otherwise"
    case .unsupportedVersion(let version): "it is of version \(version), which is not spoken here"
    case .unexpectedMessage: "it is another message of the protocol"
    case .truncated: "it ends too early"
    case .trailingBytes: "something follows its end"
    case .tooLarge(let what, let size, let limit):
      "its \(what) is too large: \(size), at most \(limit)"
    case .damaged: "a checksum does not fit"
    case .damagedCompression, .inflatedLength: "its compressed bytes are damaged"
    case .notMinimal, .invalid, .malformedText, .unknownName: "it holds something unreadable"
    }
  }
}

extension BundleFault {
  /// What is wrong, to follow a colon.
  fileprivate var sentence: String {
    switch self {
    case .wrongSeal: "its signature does not fit"
    case .wrongSpace: "an account does not belong to the key that it names"
    case .wrongChanges: "it does not hold the changes that it announces"
    case .wrongChain: "its changes do not follow from each other"
    case .wrongProof: "a change's signature does not fit"
    case .changed: "it changed while it was read"
    }
  }
}
