internal import Synchronization

/// What a store that alone may write knows of the library's bindings, so that not every transaction reads
/// them again.
///
/// Whatever could change a binding, or takes a transaction back, must ``forget()``.
final class PolicyCache: Sendable {
  private struct State {
    var catalog: StoreCatalog?
    var isDrawn = false
  }

  private let state = Mutex(State())

  /// The catalog with the policies that the library binds; nil where nobody read them yet.
  var catalog: StoreCatalog? {
    get { state.withLock { $0.catalog } }
    set { state.withLock { $0.catalog = newValue } }
  }

  /// Whether the rows are known to show what the bindings say.
  var isDrawn: Bool {
    get { state.withLock { $0.isDrawn } }
    set { state.withLock { $0.isDrawn = newValue } }
  }

  func forget() { state.withLock { $0 = State() } }
}
