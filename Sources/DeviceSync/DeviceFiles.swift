internal import Foundation
internal import SyncCore
package import SyncProtocol

/// The two secrets of a device beside its database: `device.key` and `session`, each readable by
/// its owner alone.
package struct DeviceFiles: Sendable {
  package static let keyName = "device.key"
  package static let sessionName = "session"

  private let directory: String

  package init(directory: String) { self.directory = directory }

  package var keyPath: String { "\(directory)/\(Self.keyName)" }
  package var sessionPath: String { "\(directory)/\(Self.sessionName)" }

  /// The device's signing key: a file of 64 hexadecimal digits, the seed.
  ///
  /// - Throws: ``DeviceFileFault``
  package func key() throws(DeviceFileFault) -> DeviceKey {
    guard let seed = Hexadecimal.bytes(try PrivateFile(keyPath).read()),
      let key = DeviceKey(seed: seed)
    else { throw .damaged(path: keyPath) }
    return key
  }

  /// The device's key; made from a seed of 32 random bytes where the directory has none.
  ///
  /// - Throws: ``DeviceFileFault``
  package func makeKey(seed: () -> [UInt8]) throws(DeviceFileFault) -> DeviceKey {
    if FileManager.default.fileExists(atPath: keyPath) { return try key() }
    guard let key = DeviceKey(seed: seed()) else {
      preconditionFailure("a seed has \(DeviceKey.byteCount) bytes")
    }
    try PrivateFile(keyPath).write(Hexadecimal.text(key.seed))
    return key
  }

  /// The session that the hub gave; nil before the enrolment.
  ///
  /// - Throws: ``DeviceFileFault``
  package func session() throws(DeviceFileFault) -> SessionToken? {
    guard FileManager.default.fileExists(atPath: sessionPath) else { return nil }
    return SessionToken(try PrivateFile(sessionPath).read())
  }

  /// - Throws: ``DeviceFileFault``
  package func keep(session: SessionToken) throws(DeviceFileFault) {
    try PrivateFile(sessionPath).write(session.secret)
  }
}

/// A session token; printing it shows nothing of it.
package struct SessionToken: Hashable, Sendable, CustomStringConvertible,
  CustomDebugStringConvertible
{
  package let secret: String

  package init(_ secret: String) { self.secret = secret }

  package var description: String { "***" }
  package var debugDescription: String { "***" }
}

/// What can be wrong with a device's secrets.
package enum DeviceFileFault: Error, Equatable, Sendable {
  case missing(path: String)
  /// Others could read the file: its mode, as octal digits.
  case tooOpen(path: String, mode: String)
  case damaged(path: String)
  /// The key is not the one that the replica was made with.
  case foreignKey(path: String)
  case diskFull(path: String)
  case failed(path: String, detail: String)

  /// A stable word for scripts.
  package var code: String {
    switch self {
    case .missing: "secret_missing"
    case .tooOpen: "secret_too_open"
    case .damaged: "secret_damaged"
    case .foreignKey: "foreign_key"
    case .diskFull: "disk_full"
    case .failed: "secret_failed"
    }
  }

  package var message: String {
    switch self {
    case .missing(let path): "The file \(path) is missing."
    case .tooOpen(let path, let mode): "Others may read \(path): its mode is \(mode)."
    case .damaged(let path): "The file \(path) does not hold what it should."
    case .foreignKey(let path): "The key in \(path) is not the one that this replica was made with."
    case .diskFull(let path): "The disk has no room for \(path)."
    case .failed(let path, let detail): "The file \(path) cannot be used: \(detail)."
    }
  }

  package var hint: String {
    switch self {
    case .tooOpen(let path, _): "If nobody else has read it, run chmod 600 \(path)."
    case .missing, .damaged, .foreignKey:
      "Restore the file from a backup of the replica's directory."
    case .diskFull: "Make room and run the command again."
    case .failed: "Check the directory's owner and mode."
    }
  }
}
