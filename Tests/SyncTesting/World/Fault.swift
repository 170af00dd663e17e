/// What goes wrong with a message between a device and the hub.
package enum Fault: String, CaseIterable, Sendable, Comparable {
  case lostRequest, lostResponse, repeatedRequest, lateRequest, repeatedResponse
  case truncatedRequest, truncatedResponse, damagedRequest, damagedResponse

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// A true prefix of a message.
  static func truncated(_ bytes: [UInt8], using generator: inout SplitMix64) -> [UInt8] {
    Array(bytes.prefix(Int.random(in: 0..<max(bytes.count, 1), using: &generator)))
  }

  /// A message with some bytes changed, each only once: two changes of one byte may undo each other.
  static func damaged(_ bytes: [UInt8], using generator: inout SplitMix64) -> [UInt8] {
    var places = Set<Int>()
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
      let index = Int.random(in: 0..<bytes.count, using: &generator)
      guard places.insert(index).inserted else { continue }
      bytes[index] ^= UInt8.random(in: 1...255, using: &generator)
    }
    return bytes
  }
}
