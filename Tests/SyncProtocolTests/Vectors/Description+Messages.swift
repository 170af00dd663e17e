import SyncCore
import SyncProtocol

extension Description {
  mutating func request(_ request: SyncRequest) {
    line("list version \(request.listVersion)")
    switch request.cursors {
    case .all(let cursors):
      line("cursors of the whole list " + cursors.map(String.init).joined(separator: " "))
    case .some(let cursors):
      for cursor in cursors { line("space \(cursor.ordinal) from \(cursor.cursor)") }
    }
    for entry in request.registrations {
      line(
        "register \(entry.space) kind \(entry.kind.rawValue) nonce "
          + Hexadecimal.text(entry.nonce))
    }
    for push in request.pushes {
      line("push to \(Self.target(push.target)) \(Hexadecimal.text(push.batch))")
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
    for entry in response.list {
      line(
        "space \(entry.ordinal) is \(entry.space) kind \(entry.kind.rawValue) "
          + "role \(entry.role.rawValue)")
    }
    for entry in response.acknowledgements {
      line("push to \(Self.target(entry.target)): \(entry.result)")
      line("  accepted \(entry.accepted), durable \(entry.durable)")
      line("  records \(entry.recordOrdinals), replicas \(entry.replicaNumbers)")
    }
    for update in response.updates {
      switch update.content {
      case .changes(let cursor, let batch):
        line("space \(update.ordinal) to \(cursor) \(Hexadecimal.text(batch))")
      case .chunk(let snapshot, let index, let count, let block):
        line(
          "space \(update.ordinal) chunk \(index) of \(count) at \(snapshot) "
            + Hexadecimal.text(block))
      }
    }
    line("more \(response.hasMore)")
  }

  private static func target(_ target: SpaceTarget) -> String {
    switch target {
    case .listed(let ordinal): "space \(ordinal)"
    case .registered(let index): "registration \(index)"
    }
  }
}
