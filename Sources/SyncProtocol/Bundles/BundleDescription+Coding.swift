internal import SyncCore

extension BundleDescription {
  func encode() -> [UInt8] {
    var writer = ByteWriter()
    writer.raw(space.bytes)
    writer.byte(kind.rawValue)
    writer.byte(origin == nil ? 0 : 1)
    if let origin {
      writer.raw(origin.publicKey)
      writer.raw(origin.nonce)
    }
    writer.count(signings.count)
    for signing in signings { writer.signing(signing) }
    writer.count(authors.count)
    for author in authors { writer.author(author) }
    return writer.bytes
  }

  static func decode(_ bytes: [UInt8]) throws(ProtocolError) -> BundleDescription {
    var reader = ByteReader(bytes)
    let space = try reader.space()
    let kind = try reader.spaceKind()
    let origin = try reader.flag("origin") ? try reader.spaceOrigin() : nil
    let signings = try reader.signings()
    let authors = try reader.authors(signings: signings.count)
    try reader.finish()
    let used = Set(authors.flatMap { $0.runs.map(\.signing) })
    guard used.count == signings.count else {
      throw .invalid(what: "signing of nothing", at: reader.position)
    }
    return BundleDescription(
      space: space, kind: kind, origin: origin, signings: signings, authors: authors)
  }
}

extension ByteWriter {
  fileprivate mutating func author(_ author: BundleAuthor) {
    replica(author.replica)
    unsigned(author.from)
    unsigned(author.accepted)
    count(author.runs.count)
    var end = author.from
    for run in author.runs {
      unsigned(end &+ 1 &- run.from)
      unsigned(run.to &- run.from &+ 1)
      count(run.signing)
      raw(run.salt)
      end = run.to
    }
    if let chain = author.chain { raw(chain) }
    raw(author.prefix)
  }
}

extension ByteReader {
  fileprivate mutating func spaceOrigin() throws(ProtocolError) -> SpaceOrigin {
    let publicKey = Array(try raw(DeviceKey.byteCount))
    let nonce = Array(try raw(SpaceRegistration.nonceByteCount))
    return SpaceOrigin(publicKey: publicKey, nonce: nonce)
  }

  fileprivate mutating func signings() throws(ProtocolError) -> [RunSigning] {
    let count = try count("signings", limit: Limits.entriesPerBlock)
    var signings: [RunSigning] = []
    for _ in 0..<count { signings.append(try signing()) }
    return signings
  }

  fileprivate mutating func authors(signings: Int) throws(ProtocolError) -> [BundleAuthor] {
    let count = try count("authors", limit: Limits.replicas)
    var authors: [BundleAuthor] = []
    for _ in 0..<count {
      let start = position
      let author = try author(signings: signings)
      if let last = authors.last, last.replica >= author.replica {
        throw .invalid(what: "order of authors", at: start)
      }
      guard author.to > 0, author.accepted <= author.to else {
        throw .invalid(what: "count of an author", at: start)
      }
      authors.append(author)
    }
    return authors
  }

  private mutating func author(signings: Int) throws(ProtocolError) -> BundleAuthor {
    let replica = try replica()
    let from = try number("sequence")
    let accepted = try number("accepted")
    let count = try count("runs", limit: Limits.entriesPerBlock)
    var runs: [BundleRun] = []
    for _ in 0..<count {
      runs.append(try bundleRun(after: runs.last?.to ?? from, start: from, signings: signings))
    }
    let hasChain = count > 0 && from > 0
    let chain = hasChain ? Array(try raw(DomainHash.byteCount)) : nil
    let prefix = Array(try raw(ChangeRun.chainPrefixByteCount))
    return BundleAuthor(
      replica: replica, from: from, accepted: accepted, runs: runs, chain: chain, prefix: prefix)
  }

  /// A run that begins behind `start` and ends behind `end`.
  private mutating func bundleRun(
    after end: UInt64, start: UInt64, signings: Int
  ) throws(ProtocolError) -> BundleRun {
    let place = position
    let back = try number("overlap")
    let length = try number("run")
    guard back <= end - start, length > back, length <= Limits.number - (end - back) else {
      throw .invalid(what: "bounds of a run", at: place)
    }
    let signing = try number("signing")
    guard signing < UInt64(signings) else { throw .unknownName(what: "signing", number: signing) }
    let salt = Array(try raw(PushSignature.saltByteCount))
    let first = end - back + 1
    return BundleRun(
      from: first, to: first + length - 1, signing: Int(signing), salt: salt)
  }
}
