import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession

extension DeviceStore {
  /// Applies others' changes in one transaction.
  func apply(_ changes: [Change], in space: SpaceID) throws {
    try write(space) { try $0.apply(changes) }
  }
}

extension SpaceLedger {
  /// Applies changes in their order; throws ``BenchFault`` where one does not fit.
  func apply(_ changes: [Change]) throws {
    var integrator = try Integrator(ledger: self)
    let runs = changes.map {
      ChangeRun(replica: $0.dot.replica, chainPrefix: [], changes: [$0])
    }
    guard try integrator.integrate(ChangeBatch(runs: runs)) == .complete else {
      throw BenchFault("a batch was not applied")
    }
    try integrator.finish()
  }
}
