import AccountModel
import RecordEditing
import SpaceStore
import SyncCore
import SyncSession

/// Makes edits the way the command line does: what is read in the transaction is what was shown.
struct Editor {
  private let store: DeviceStore
  private let data: DataSet
  private let spaces: [SpaceID]
  private let newID: () -> RecordID

  /// `spaces` are the accounts' in their order; `newID` draws ids for records that come with an edit.
  init(
    store: DeviceStore, data: DataSet, spaces: [SpaceID], newID: @escaping () -> RecordID
  ) {
    self.store = store
    self.data = data
    self.spaces = spaces
    self.newID = newID
  }

  /// One change with one field, and with what belongs to it.
  @discardableResult
  func make(_ edit: WorkEdit) throws -> Dot {
    let space = spaces[edit.account]
    let record = data.accounts[edit.account][edit.record]
    let written = try store.commit(in: space) { ledger in
      var draft = try RecordEdit(
        record.key(in: space), kind: record.kind, ledger: ledger, newID: newID)
      draft.write(
        edit.field, members: edit.member.map { [$0] } ?? [], edit.value,
        over: try draft.shown(edit.field))
      return try draft.draft(
        author: store.identity.user, day: Day(milliseconds: store.correctedMilliseconds))
    }
    guard let written else { throw BenchFault("an edit wrote nothing") }
    return written.change.dot
  }
}
