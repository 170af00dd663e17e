/// What goes wrong between devices and hub, and in them.
package enum Fault: String, CaseIterable, Sendable, Comparable {
  case lostRequest, lostResponse, repeatedRequest, lateRequest, repeatedResponse
  case truncatedRequest, truncatedResponse, damagedRequest, damagedResponse
  /// Others talked to the hub between a request and its answer.
  case reordered
  case deviceCrash, hubCrash, clockJump
  /// A conversation ended while chunks of a snapshot were missing.
  case interruptedSnapshot
  /// The hub dropped a snapshot of which a device had a part.
  case expiredSnapshot

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// How often each fault happens to a message of one world; many worlds have only some kinds, or none.
struct FakeNetwork {
  /// The parts in a thousand messages.
  private var parts: [Fault: Int] = [:]
  private(set) var counts: [Fault: Int] = [:]

  private static let drawn: [Fault] = Fault.allCases.filter {
    $0 != .reordered && $0 != .interruptedSnapshot
  }

  /// Nothing goes wrong.
  static let perfect = FakeNetwork()

  private init() {}

  init(using generator: inout SplitMix64) {
    // An always-on fault hides what only shows without it.
    let isCalm = generator.isOneOf(1, in: 6)
    for fault in Self.drawn {
      let isOn = generator.isOneOf(2, in: 5)
      let part = Int.random(in: 30...200, using: &generator)
      if isOn, !isCalm { parts[fault] = part }
    }
  }

  /// Whether the fault happens now; counts it.
  mutating func strikes(_ fault: Fault, using generator: inout SplitMix64) -> Bool {
    guard let part = parts[fault], generator.isOneOf(part, in: 1000) else { return false }
    count(fault)
    return true
  }

  mutating func count(_ fault: Fault) { counts[fault, default: 0] += 1 }

  mutating func heal() { parts = [:] }

  /// A true prefix of a message.
  static func truncated(_ bytes: [UInt8], using generator: inout SplitMix64) -> [UInt8] {
    Array(bytes.prefix(Int.random(in: 0..<max(bytes.count, 1), using: &generator)))
  }

  /// A message with some bytes changed.
  static func damaged(_ bytes: [UInt8], using generator: inout SplitMix64) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
      let index = Int.random(in: 0..<bytes.count, using: &generator)
      bytes[index] ^= UInt8.random(in: 1...255, using: &generator)
    }
    return bytes
  }
}
