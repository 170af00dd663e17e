import SyncCore
import SyncProtocol

/// A whole bundle; its signatures hold.
extension VectorCase {
  static func bundles() throws -> [VectorCase] {
    [
      VectorCase(
        "bundle-exchange-deflated", "an account that two people wrote, sealed by the first",
        try BundleSample().bytes())
    ]
  }
}

/// Bundles with one fault each.
extension RefusedCase {
  static func bundles() throws -> [RefusedCase] {
    let sample = BundleSample()
    let bytes = try sample.bytes()
    let description = try sample.description()
    let foreign = SpaceOrigin(
      publicKey: BundleSample.berndKey?.publicKey ?? [], nonce: sample.origin.nonce)
    let otherEnd = description.authors.map { author in
      BundleAuthor(
        replica: author.replica, from: author.from, accepted: author.accepted,
        runs: author.runs, chain: author.chain, prefix: author.prefix.map { $0 ^ 1 })
    }
    func described(_ description: BundleDescription) throws -> [UInt8] {
      try sample.bytes(description: description)
    }
    return [
      RefusedCase(
        "bundle-cut-off", .truncated(at: bytes.count - 64, needed: 64), bytes.dropLast()),
      RefusedCase("bundle-trailing", .trailingBytes(at: bytes.count), bytes + [0]),
      RefusedCase(
        "bundle-other-message", .unexpectedMessage(kind: 1),
        Array(bytes.prefix(3)) + [1] + bytes.dropFirst(4)),
      RefusedCase(
        "bundle-other-seal", BundleFault.wrongSeal,
        try sample.bytes(sealedBy: BundleSample.berndKey)),
      RefusedCase(
        "bundle-foreign-space", BundleFault.wrongSpace(sample.space),
        try described(description.replacing(origin: foreign))),
      RefusedCase(
        "bundle-lacks-changes",
        BundleFault.wrongChanges(sample.space, BundleSample.anna),
        try sample.bytes(batches: [sample.batches[0]])),
      RefusedCase(
        "bundle-other-end", BundleFault.wrongChain(sample.space, BundleSample.bernd),
        try described(description.replacing(authors: otherEnd))),
      RefusedCase(
        "bundle-swapped-signatures", BundleFault.wrongProof(sample.space, BundleSample.bernd),
        try described(description.replacing(signings: description.signings.reversed()))),
    ]
  }
}

extension Description {
  mutating func bundle(_ bundle: Bundle, _ source: BundleBytes) throws {
    let head = bundle.head
    line("made by \(Hexadecimal.text(head.publicKey))")
    line("user \(head.user), device \(head.device)")
    line("lineage \(head.lineage.map { Hexadecimal.text($0) } ?? "none")")
    line("at \(head.milliseconds) ms")
    for part in bundle.parts {
      describe(part.description)
      for index in 0..<part.blockCount { batch(try part.batch(index, in: source)) }
    }
  }

  private mutating func describe(_ part: BundleDescription) {
    block("space \(part.space)") {
      $0.line("kind \(part.kind)")
      if let origin = part.origin {
        $0.line("created by \(Hexadecimal.text(origin.publicKey))")
        $0.line("nonce \(Hexadecimal.text(origin.nonce))")
      }
      for (index, signing) in part.signings.enumerated() {
        $0.block("signing \(index) by \(Hexadecimal.text(signing.publicKey))") {
          for hash in signing.runHashes { $0.line("run hash \(Hexadecimal.text(hash))") }
          $0.line("signature \(Hexadecimal.text(signing.signature))")
        }
      }
      for author in part.authors { $0.author(author) }
    }
  }

  private mutating func author(_ author: BundleAuthor) {
    block("author \(author.replica) from \(author.from) to \(author.to)") {
      $0.line("accepted \(author.accepted)")
      for run in author.runs {
        $0.line(
          "run \(run.from) to \(run.to), signing \(run.signing), salt "
            + Hexadecimal.text(run.salt))
      }
      if let chain = author.chain { $0.line("chain \(Hexadecimal.text(chain))") }
      $0.line("prefix \(Hexadecimal.text(author.prefix))")
    }
  }
}
