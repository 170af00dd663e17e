internal import GRDB

extension HubStore {
  /// The count of rows that this process wrote: an exchange with nothing new leaves it as it is.
  package func totalChanges() throws -> Int {
    try transaction { $0.totalChangesCount }
  }
}
