import SyncCore
import SyncProtocol

extension Description {
  mutating func request(_ request: SyncRequest) {
    line("list version \(request.listVersion)")
    switch request.cursors {
    case .all(let cursors):
      line("cursors of the whole list " + cursors.map(String.init).joined(separator: " "))
    case .checked(let cursors):
      for cursor in cursors {
        line(
          "space \(cursor.ordinal) from \(cursor.cursor) with history "
            + Hexadecimal.text(cursor.history))
      }
    }
    for entry in request.registrations {
      line(
        "register \(entry.space) kind \(entry.kind.rawValue) nonce "
          + Hexadecimal.text(entry.nonce))
    }
    for push in request.pushes {
      line("push to \(Self.target(push.target)) \(Hexadecimal.text(push.batch))")
      if let proof = push.proof { self.proof(proof) }
    }
    for chunk in request.chunks {
      line("chunk \(chunk.index) of space \(chunk.ordinal) at \(chunk.snapshot)")
    }
    line("wait \(request.waitMilliseconds) ms")
    line("at most \(request.maximumBytes) bytes")
    if let signature = request.signature {
      line("salt \(Hexadecimal.text(signature.salt))")
      line("signature \(Hexadecimal.text(signature.signature))")
    }
  }

  mutating func response(_ response: SyncResponse) {
    line("hub time \(response.hubMilliseconds) ms")
    line("lineage \(response.lineage.id) generation \(response.lineage.generation)")
    line("list version \(response.listVersion)")
    if let history = response.history { line("history \(Hexadecimal.text(history))") }
    for entry in response.list {
      line(
        "space \(entry.ordinal) is \(entry.space) kind \(entry.kind.rawValue) "
          + "role \(entry.role.rawValue)")
    }
    for (index, entry) in response.acknowledgements.enumerated() {
      line("push \(index): \(entry.result)")
      line("  accepted \(entry.accepted), durable \(entry.durable)")
      line("  records \(entry.recordOrdinals), replicas \(entry.replicaNumbers)")
    }
    for update in response.updates { self.update(update) }
    line("more \(response.hasMore)")
  }

  private mutating func update(_ update: SpaceUpdate) {
    switch update.content {
    case .changes(let changes):
      line("space \(update.ordinal) to \(changes.cursor) \(Hexadecimal.text(changes.batch))")
      line("  history \(Hexadecimal.text(changes.history)), durable \(changes.durable)")
      for proof in changes.proofs { self.proof(proof) }
    case .chunk(let chunk):
      line(
        "space \(update.ordinal) chunk \(chunk.index) of \(chunk.count) at \(chunk.snapshot) "
          + Hexadecimal.text(chunk.block))
      line("  history \(Hexadecimal.text(chunk.history))")
    case .rewound:
      line("space \(update.ordinal) is another history")
    }
  }

  private mutating func proof(_ proof: RunProof) {
    block("  proof of \(proof.replica) from \(proof.from) to \(proof.to)") {
      $0.line("  public key \(Hexadecimal.text(proof.signing.publicKey))")
      $0.line("  salt \(Hexadecimal.text(proof.salt))")
      for hash in proof.signing.runHashes { $0.line("  run hash \(Hexadecimal.text(hash))") }
      $0.line("  signature \(Hexadecimal.text(proof.signing.signature))")
    }
  }

  private static func target(_ target: SpaceTarget) -> String {
    switch target {
    case .listed(let ordinal): "space \(ordinal)"
    case .registered(let index): "registration \(index)"
    }
  }
}
