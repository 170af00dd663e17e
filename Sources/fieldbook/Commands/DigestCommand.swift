import SpaceStore
import ArgumentParser
import SyncCore

/// `fieldbook digest`: the hash of each space's state; replicas that hold the same print the same.
struct DigestCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "digest", abstract: "State hash and version vector of each space.")

  @Option(name: .customLong("in"), help: "The account (else all spaces).") var account: String?
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let replica = try Replica(common, .read)
    let spaces = try account.map { [try replica.finder.account($0)] } ?? replica.store.spaces()
    let names = try replica.names(of: spaces)
    let states = try spaces.map { space in
      try replica.store.read(space.id) { ledger in
        (space: space.id, digest: try ledger.digest(), vector: try ledger.vector())
      }
    }
    output.result(
      .object([
        "spaces": .array(
          states.map { state in
            .object([
              "space": .string("\(state.space)"), "digest": .string(state.digest),
              "vector": .members(
                state.vector.entries.map { .init(key: "\($0.replica)", value: .count($0.sequence)) }
              ),
            ])
          })
      ])
    ) {
      states.flatMap { state in
        ["\(names[state.space] ?? "")  \(state.space)", "  \(state.digest)"]
          + state.vector.entries.map {
            "  \($0.replica)  \($0.sequence)  \(replica.people.machine($0.replica))"
          }
      }
    }
    return .done
  }
}
