import SyncCore
import SyncProtocol
import SyncTesting
import Testing

@Suite struct `A request` {
  @Test(arguments: Seed.first(300))
  func `comes back as it was`(seed: Seed) throws {
    var sampler = Sampler(seed)
    let request = sampler.request()
    #expect(try SyncRequest.decode(request.encode()) == request)
  }

  @Test func `ignores what a newer program adds at its end`() throws {
    var bytes = Self.idle.encode()
    bytes[4] |= 0x80
    #expect(try SyncRequest.decode(bytes + [2, 1, 2, 0xAA, 0xBB, 9, 0]) == Self.idle)
    #expect(throws: ProtocolError.truncated(at: bytes.count + 3, needed: 9)) {
      try SyncRequest.decode(bytes + [1, 1, 9])
    }
  }

  @Test func `is told from anything else`() {
    let bytes = Self.idle.encode()
    #expect(throws: ProtocolError.notFieldbook) { try SyncRequest.decode(Array("{}".utf8)) }
    #expect(throws: ProtocolError.notFieldbook) { try SyncRequest.decode([]) }
    #expect(throws: ProtocolError.unsupportedVersion(2)) {
      try SyncRequest.decode(Array(bytes[..<2]) + [2] + bytes[3...])
    }
    #expect(throws: ProtocolError.unexpectedMessage(kind: 1)) { try SyncResponse.decode(bytes) }
    #expect(throws: ProtocolError.trailingBytes(at: bytes.count)) {
      try SyncRequest.decode(bytes + [0])
    }
  }

  @Test func `is refused beyond the greatest length before it is read`() {
    let bytes = [UInt8](repeating: 0, count: Limits.bodyBytes + 1)
    let size = UInt64(Limits.bodyBytes) + 1
    #expect(throws: ProtocolError.tooLarge(what: "message", size: size, limit: size - 1)) {
      try SyncRequest.decode(bytes)
    }
  }

  @Test(arguments: [[], [0], [Limits.number], [0, 1, Limits.number, 250], [16_383, 16_383]])
  func `packs any cursors`(cursors: [UInt64]) throws {
    var request = Self.idle
    request.cursors = .all(cursors)
    #expect(try SyncRequest.decode(request.encode()) == request)
  }

  private static let idle = SyncRequest(
    listVersion: 3, cursors: .checked([]), maximumBytes: Limits.defaultAnswerBytes)
}

@Suite struct `A response` {
  @Test(arguments: Seed.first(300))
  func `comes back as it was`(seed: Seed) throws {
    var sampler = Sampler(seed)
    let response = sampler.response()
    #expect(try SyncResponse.decode(response.encode()) == response)
  }

  @Test func `ignores what a newer program adds at its end`() throws {
    let response = SyncResponse(
      hubMilliseconds: 5, lineage: HubLineage(id: 1, generation: 0), listVersion: 2)
    var bytes = try FrameChecksum.removed(from: response.encode())
    bytes[4] |= 0x80
    let later = FrameChecksum.appended(to: bytes + [1, 7, 1, 0xCC])
    #expect(try SyncResponse.decode(later) == response)
  }

  @Test(arguments: Seed.first(40))
  func `is refused where any bit of it is wrong or bytes are missing`(seed: Seed) {
    var sampler = Sampler(seed)
    let bytes = sampler.response().encode()
    #expect(throws: ProtocolError.damaged) { try SyncResponse.decode(bytes.dropLast()) }
    for place in 4..<bytes.count {
      var damaged = bytes
      damaged[place] ^= 1 << UInt8(place % 8)
      #expect(throws: ProtocolError.damaged) { try SyncResponse.decode(damaged) }
    }
  }

  @Test func `ends with the checksum that everybody calls CRC-32`() {
    // The check value of the catalogue of CRCs for the nine digits.
    #expect(
      FrameChecksum.appended(to: Array("123456789".utf8)).suffix(4) == [0xCB, 0xF4, 0x39, 0x26])
  }
}
