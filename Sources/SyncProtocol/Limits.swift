/// Every limit of the protocol, once, with its unit and its reason.
///
/// A decoder checks a limit before it allocates anything for what the limit bounds.
package enum Limits {
  /// The longest text or byte value of a cell, in bytes: a plan section has about 20 kB.
  package static let textBytes = 1 << 20
  /// The longest kind, field, member or user name, in bytes.
  package static let nameBytes = 255
  /// The most cells that one change writes: an import of a large account goes into several changes.
  package static let writesPerChange = 10_000
  /// The longest canonical change, in bytes: one change and its tables fit into one block.
  package static let changeBytes = 3 << 20
  /// The most replicas that a vector, a change or a block names: ten years of 50 sellers make 200.
  package static let replicas = 4_096
  /// The most dots of one cell: siblings, or what one write supersedes.
  package static let dotsPerCell = 4_096
  /// The most members of an atomic group.
  package static let groupMembers = 64
  /// The most additions of newer programs to one change or message.
  package static let extensions = 64
  /// The most steps of one patch of a text: a text that differs more is written whole.
  package static let hunksPerPatch = 4_096
  /// The most steps of all patches of one change: 25 texts that were rewritten from end to end.
  package static let hunksPerChange = 100_000
  /// The most bytes of its base that one step of a patch keeps or deletes: 31 bits, far beyond a text.
  package static let hunkBytes = Int(Int32.max)
  /// The most past versions of one text that nobody released: a save each minute for a hundred days.
  package static let versionsPerCell = 65_536
  /// The most cells of one record, where they are encoded together.
  package static let cellsPerRecord = 1_024

  /// The most changes of one push: the hub applies a push in one transaction.
  package static let changesPerPush = 2_000
  /// The most changes of one block, from either side.
  package static let changesPerBlock = 10_000
  /// The most writes of one block: 100,000 decoded writes take about 25 MB of memory.
  package static let writesPerBlock = 100_000
  /// The most steps of patches of one block: more than fit into a push of 1 MiB.
  package static let hunksPerBlock = 400_000
  /// The most records, names or dots that one block lists.
  package static let entriesPerBlock = 100_000
  /// The longest block before compression, in bytes.
  package static let rawBlockBytes = 4 << 20
  /// How much of a block may be inflated before the ratio counts, in bytes: short texts repeat a lot.
  package static let ratioFreeBytes = 64 << 10
  /// The greatest ratio of raw to compressed bytes: account plans reach 3, zeros 1,032.
  package static let compressionRatio = 200

  /// The longest message, in bytes.
  package static let bodyBytes = 8 << 20
  /// The most spaces that one message names: a seller has 200, a manager of a region 2,000.
  package static let spacesPerMessage = 16_384
  /// The most registrations, pushes or updates of one message, proofs of one update, hashes of one proof.
  package static let itemsPerMessage = 1_024
  /// The most chunks of one snapshot, and the most that one request asks for.
  package static let chunks = 65_536
  /// The most bytes of batches and chunks in one answer, where a request does not say, in bytes.
  package static let defaultAnswerBytes: UInt64 = 256 << 10
  /// The most bytes of one space in one answer, so that a busy space does not starve others.
  package static let spaceAnswerBytes: UInt64 = 64 << 10
  /// The longest time that a hub holds an answer, in milliseconds: proxies give up after a minute.
  package static let waitMilliseconds: UInt64 = 55_000
  /// The greatest counter, ordinal, cursor or extension key: it fits a signed 64-bit database column.
  package static let number = UInt64(Int64.max)
}
