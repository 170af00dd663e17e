/// A construct that does not occur in code here, where it does not, and what stands in its place.
struct BannedWord: Sendable {
  /// What findings and exceptions call it.
  let name: String
  /// A regular expression over code without comments and literals.
  let pattern: String
  let replacement: String
  let isBanned: @Sendable (TrackedFile) -> Bool

  init(
    _ name: String, _ pattern: String, use replacement: String,
    in isBanned: @escaping @Sendable (TrackedFile) -> Bool = { _ in true }
  ) {
    self.name = name
    self.pattern = pattern
    self.replacement = replacement
    self.isBanned = isBanned
  }
}

extension BannedWord {
  static let all = crashes + concurrency + timeAndChance + testing + text

  private static let crashes = [
    BannedWord("try!", #"\btry!"#, use: "throw on, or handle the error"),
    BannedWord("as!", #"\bas!"#, use: "`as?` and say what else may stand there"),
    BannedWord(
      "fatalError", #"\bfatalError\b"#,
      use: "`precondition` with the reason why it cannot be, or an error"),
    BannedWord("empty catch", #"\bcatch\s*\{\s*\}"#, use: "handle the error, or throw it on"),
    BannedWord(
      "print", #"(?<![.\w])(?:debugPrint|print|dump)\("#,
      use: "return or throw it; the programs print", in: { $0.isInLibraries }),
  ]

  private static let concurrency = [
    BannedWord(
      "@unchecked Sendable", #"@unchecked\s+Sendable\b"#, use: "a value, or a `Mutex`"),
    BannedWord(
      "nonisolated(unsafe)", #"\bnonisolated\(unsafe\)"#, use: "a value, or a `Mutex`"),
    BannedWord(
      "Task.detached", #"\bTask\s*\.\s*detached\b"#,
      use: "a task group, so that it can be cancelled"),
    BannedWord(
      "Dispatch", #"\bDispatch(?:Queue|Semaphore|Group|WorkItem)\b"#,
      use: "structured tasks, or a `Mutex`"),
    BannedWord(
      "sleep", #"\b(?:Task|Thread)\s*\.\s*sleep\b|(?<![.\w])u?sleep\("#,
      use: "wait for the event itself, or move a clock of your own", in: { $0.isInTests }),
  ]

  private static let timeAndChance = [
    BannedWord(
      "wall clock",
      #"\bDate\(\)|\bDate\.now\b|\b(?:Continuous|Suspending)Clock(?:\(\)|\.now\b)"#
        + #"|\bDispatchTime\.now\b|\b(?:clock_gettime|gettimeofday)\b|(?<![.\w])time\(nil\)"#,
      use: "take the time as a parameter", in: { needsParameters($0) }),
    BannedWord(
      "chance",
      #"\bUUID\(\)|\.random(?:Element)?\((?![^()]*(?:\([^()]*\)[^()]*)*\busing:)"#
        + #"|\.shuffled?\(\)|\bSystemRandomNumberGenerator\b"#,
      use: "take a generator as a parameter", in: { needsParameters($0) }),
  ]

  private static let testing = [
    BannedWord("XCTest", #"\bXCT\w+"#, use: "Swift Testing")
  ]

  private static let text = [
    BannedWord(
      "Character", #"\bCharacter\b|\.(?:upper|lower)cased\(\)"#,
      use: "UTF-8 bytes: the toolchain's Unicode tables differ between replicas",
      in: { $0.path.hasPrefix("Sources/SyncCore/") })
  ]

  private static func needsParameters(_ file: TrackedFile) -> Bool {
    !file.isInPrograms && !file.isInSyncTesting
  }

  func findings(_ file: TrackedFile) throws -> [Finding] {
    guard isBanned(file) else { return [] }
    return try Pattern(pattern).hits(in: file.swift.code).map {
      Finding(file, line: $0.line, "\(name) is banned here: \(replacement)")
    }
  }
}

/// A place where a rule does not hold, and why it need not.
struct Exemption: Sendable, CustomStringConvertible {
  /// A file, or a folder with its closing `/`.
  let path: String
  /// The rule's name.
  let rule: String
  let reason: String

  init(_ path: String, _ rule: String, because reason: String) {
    self.path = path
    self.rule = rule
    self.reason = reason
  }

  func covers(_ file: TrackedFile, _ rule: String) -> Bool {
    self.rule == rule && (path == file.path || path.hasSuffix("/") && file.path.hasPrefix(path))
  }

  var description: String { "\(path): \(rule)" }
}
