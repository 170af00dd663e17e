/// What can be fuzzed; each reads bytes from outside.
enum FuzzTarget: String, CaseIterable {
  case frame
  case change
  case bundle
  case text

  /// One round: whatever the bytes are, nothing may trap, and what is accepted obeys its laws.
  func run(_ bytes: [UInt8]) {
    switch self {
    case .frame: FrameRound.run(bytes)
    case .change: ChangeRound.run(bytes)
    case .bundle: BundleRound.run(bytes)
    case .text: TextRound.run(bytes)
    }
  }
}

/// Ends the program where a law does not hold, so that libFuzzer keeps the input.
func require(_ isTrue: Bool, _ law: String) {
  precondition(isTrue, law)
}

/// What a decoder makes of the input; nil where it refuses it.
func accepted<Result>(_ read: () throws -> Result) -> Result? {
  // A refusal is the usual end of a round, whatever its reason.
  try? read()
}
