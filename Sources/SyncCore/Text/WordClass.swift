/// What a code point is for the merge of texts: part of a word, a space, the end of a sentence.
///
/// An explicit table, the one in `protocol/merge.md`: Unicode's own tables change between versions,
/// and two replicas must see the same words.
enum WordClass: Hashable {
  /// Part of a word: neighbours of this class make one word.
  case word
  /// A word by itself: scripts that put no spaces between words.
  case ideograph
  /// Neighbours of this class make one space.
  case space
  /// Ends a sentence where a space or the end of the paragraph follows.
  case stop
  /// Ends a sentence, whatever follows.
  case fullStop
  /// Closes brackets or quotes: it may stand between a stop and the end of its sentence.
  case closer
  /// Every other sign; each stands by itself.
  case sign

  static func of(_ codePoint: UInt32) -> WordClass {
    if codePoint < 0x80 { return ofASCII(UInt8(truncatingIfNeeded: codePoint)) }
    if let exception = exceptions[codePoint] { return exception }
    return ranges.first { $0.codePoints.contains(codePoint) }?.wordClass ?? .word
  }

  static func ofASCII(_ byte: UInt8) -> WordClass {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
      .word
    case 0x09...0x0D, 0x20: .space
    case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"): .stop
    case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "\""),
      UInt8(ascii: "'"):
      .closer
    default: .sign
    }
  }

  /// Code points whose class is not that of their range.
  private static let exceptions: [UInt32: WordClass] = {
    var exceptions: [UInt32: WordClass] = [:]
    let spaces: [UInt32] = [0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000]
    let words: [UInt32] = [0xAA, 0xB2, 0xB3, 0xB5, 0xB9, 0xBA]
    let signs: [UInt32] = [0xD7, 0xF7, 0x60C, 0x61B]
    let stops: [UInt32] = [0x37E, 0x589, 0x61F, 0x6D4, 0x964, 0x965, 0x2026]
    let fullStops: [UInt32] = [0x3002, 0xFF01, 0xFF0E, 0xFF1F, 0xFF61]
    let closers: [UInt32] = [
      0xBB, 0x2019, 0x201D, 0x203A, 0x3009, 0x300B, 0x300D, 0x300F, 0x3011, 0xFF09, 0xFF3D,
      0xFF5D, 0xFF63,
    ]
    for codePoint in spaces { exceptions[codePoint] = .space }
    for codePoint in words { exceptions[codePoint] = .word }
    for codePoint in signs { exceptions[codePoint] = .sign }
    for codePoint in stops { exceptions[codePoint] = .stop }
    for codePoint in fullStops { exceptions[codePoint] = .fullStop }
    for codePoint in closers { exceptions[codePoint] = .closer }
    return exceptions
  }()

  /// Ranges whose code points are no parts of words; ascending.
  private static let ranges: [(codePoints: ClosedRange<UInt32>, wordClass: WordClass)] = [
    (0x80...0xBF, .sign), (0x2000...0x200A, .space), (0x2010...0x2027, .sign),
    (0x2030...0x205E, .sign), (0x20A0...0x20CF, .sign), (0x2190...0x2BFF, .sign),
    (0x2E00...0x2E7F, .sign), (0x2E80...0x2FFF, .ideograph), (0x3001...0x303F, .sign),
    (0x3040...0x9FFF, .ideograph), (0xF900...0xFAFF, .ideograph), (0xFE10...0xFE6F, .sign),
    (0xFF00...0xFF0F, .sign), (0xFF1A...0xFF20, .sign), (0xFF3B...0xFF40, .sign),
    (0xFF5B...0xFF65, .sign), (0xFF66...0xFF9F, .ideograph), (0xFFF0...0xFFFF, .sign),
    (0x20000...0x3FFFF, .ideograph),
  ]
}
