internal import Foundation
internal import GRDB

extension HubStore {
  /// Whether a device with this key was enrolled.
  package func isEnrolled(publicKey: [UInt8]) throws -> Bool {
    try transaction { try device(publicKey: publicKey, $0) != nil }
  }
}
