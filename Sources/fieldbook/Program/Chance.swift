import SyncCore

/// The program's random numbers: from the system, fit for keys and ids.
enum Chance {
  static func bytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }

  static func replicaID() -> ReplicaID { ReplicaID(rawValue: bits()) }
  static func recordID() -> RecordID { RecordID(truncating: bits()) }

  private static func bits() -> UInt64 {
    var generator = SystemRandomNumberGenerator()
    return generator.next()
  }
}
