/// What happened to an identity, in words; the words themselves for those of newer programs.
enum EventWords {
  private static let sentences = [
    "copied": "the database was copied or moved; a new id was taken",
    "restored": "an older copy was put back",
    "rolled-back": "the hub's database was found to be older than it had been",
    "lease-lost": "the count of own changes outside of the file was gone; a new id was taken",
    "lease-unwritable": "own changes cannot be counted outside of the file",
    "overtaken": "the hub held own changes that this file did not; they came back",
    "forked": "one id was used twice; changes were written again",
    "rewritten": "the hub could not take changes as they were; they were written again",
    "fork": "a device offered other changes under an id that was used before",
    "foreign-replica": "a device offered changes under another device's id",
    "set-aside": "the hub refuses changes that others depended on; they were set aside",
    "rewound": "the hub was restored from a backup; both sides were mended",
    "hub-restored": "the hub said that it was restored",
    "many-authors": "half of the replicas that an account can name are used up",
  ]

  /// Events that count changes, and those that count the lives of a hub; the others count themselves.
  private static let ofChanges: Set<String> = ["forked", "rewritten", "set-aside"]
  private static let ofGenerations: Set<String> = ["restored", "rolled-back", "hub-restored"]

  /// What was counted, in words; empty where that says nothing.
  static func count(_ count: UInt64, of word: String) -> String {
    if count == 0 { return "" }
    if ofChanges.contains(word) { return counted(count, "change") }
    if ofGenerations.contains(word) { return "generation \(count)" }
    return count > 1 ? "\(count)×" : ""
  }

  static func sentence(_ word: String) -> String { sentences[word] ?? word }
}
