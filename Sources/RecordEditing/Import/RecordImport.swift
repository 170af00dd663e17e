internal import AccountModel
package import SpaceStore
package import SyncCore
internal import SyncProtocol
internal import SyncSession

/// Takes records from lines, whole or not at all, and writes nothing that is there already.
///
/// The lines are read twice: the first pass understands every line and refuses the file where one
/// makes no sense; the second compares with what is here and writes, many records to a change, all
/// in one transaction. Only ids are kept of the first.
package struct RecordImport {
  /// The most lines of one file; what is kept of each takes some fifty bytes.
  package static let lineLimit = 500_000
  /// A file of at most so many bytes is understood once: its lines then take a few times that memory.
  private static let keptBytes = 8 << 20
  /// Progress is told every so many lines.
  private static let progressInterval = 2_000

  let store: DeviceStore
  let source: LineSource
  /// The account that everything goes into; nil where lines name their spaces.
  let account: LocalSpace?
  let today: Day
  let newID: () -> RecordID
  let newNonce: () -> [UInt8]
  let progress: (Progress) -> Void

  /// How far an import came.
  package struct Progress: Hashable, Sendable {
    /// Whether the lines are only checked yet.
    package let isChecking: Bool
    package let lines: Int
  }

  /// `newID` and `newNonce` draw the ids and nonces that nothing leads to.
  package init(
    store: DeviceStore, source: LineSource, account: LocalSpace?, today: Day,
    newID: @escaping () -> RecordID, newNonce: @escaping () -> [UInt8],
    progress: @escaping (Progress) -> Void = { _ in }
  ) {
    self.store = store
    self.source = source
    self.account = account
    self.today = today
    self.newID = newID
    self.newNonce = newNonce
    self.progress = progress
  }

  /// Writes what the file says, or only tells what it would write.
  ///
  /// - Throws: ``ImportFault``; `StoreError`; what reading the file throws.
  package func run(isDryRun: Bool) throws -> ImportReport {
    let spaces = try store.spaces()
    let body = { (transaction: ReplicaTransaction) throws -> ImportReport in
      let targets = ImportTargets(
        transaction, spaces: spaces, into: account, newNonce: newNonce)
      let index = ImportIndex(targets: targets)
      let kept = try check(index)
      let author = ImportAuthor(user: store.identity.user, today: today, newID: newID)
      // Where rights are missing for some of it, that is known before the first write.
      if isDryRun || targets.all.contains(where: { $0.role < .editor }) {
        let rehearsal = try write(index, kept, author, nil)
        if isDryRun { return rehearsal }
      }
      return try write(index, kept, author, transaction)
    }
    return isDryRun ? try store.readAll(body) : try store.writeAll(body)
  }

  /// The first pass; returns the lines of a short file.
  private func check(_ index: ImportIndex) throws -> [RecordLine]? {
    var kept: [RecordLine]? = []
    var byteCount = 0
    var fault = ImportFault()
    let gather = { (body: () throws -> Void) throws in
      do {
        try body()
      } catch let problem as LineProblem {
        fault.add(problem)
      }
    }
    var count = 0
    try gather {
      try source.forEachLine { bytes, range, number in
        count += 1
        guard count <= Self.lineLimit else {
          throw LineProblem(
            number, "The file has more than \(Self.lineLimit) records.",
            hint: "Split it; the parts can be imported one after the other.")
        }
        try gather {
          let line = try RecordLine(JSONReader(bytes, in: range), number: number)
          try index.add(line)
          kept?.append(line)
        }
        byteCount += range.count
        if byteCount > Self.keptBytes { kept = nil }
        if count.isMultiple(of: Self.progressInterval) {
          progress(Progress(isChecking: true, lines: count))
        }
      }
    }
    try gather { try index.settleWaiting() }
    for target in index.targets.all where !target.isHere && !target.hasAccount {
      fault.add(
        LineProblem(
          target.firstLine,
          "The line's space is not known here, and no account in the file is its.",
          hint: "Add the account's line, or name an account with --in."))
    }
    guard fault.count == 0 else { throw fault }
    return kept
  }

  /// The second pass; without a transaction nothing is written.
  private func write(
    _ index: ImportIndex, _ kept: [RecordLine]?, _ author: ImportAuthor,
    _ transaction: ReplicaTransaction?
  ) throws -> ImportReport {
    let writer = ImportWriter(index: index, author: author, transaction: transaction)
    var count = 0
    let take = { (line: RecordLine) throws in
      try writer.take(line)
      count += 1
      if count.isMultiple(of: Self.progressInterval) {
        progress(Progress(isChecking: false, lines: count))
      }
    }
    do {
      if let kept {
        for line in kept { try take(line) }
      } else {
        try source.forEachLine { bytes, range, number in
          try take(RecordLine(JSONReader(bytes, in: range), number: number))
        }
      }
    } catch let problem as LineProblem {
      throw ImportFault(problem)
    }
    return try writer.finish()
  }
}

/// Who imports, and where new ids come from.
struct ImportAuthor {
  let user: Text
  let today: Day
  let newID: () -> RecordID
}

extension ImportFault {
  init(_ problem: LineProblem) {
    add(problem)
  }
}
