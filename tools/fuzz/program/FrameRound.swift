internal import SyncCore
internal import SyncProtocol

/// Messages and blocks: the first byte chooses which decoder reads the rest.
enum FrameRound {
  static func run(_ bytes: [UInt8]) {
    guard let choice = bytes.first else { return }
    let rest = Array(bytes.dropFirst())
    switch choice % 4 {
    case 0:
      guard let request = accepted({ try SyncRequest.decode(rest) }) else { return }
      require(
        accepted({ try SyncRequest.decode(request.encode()) }) == request,
        "a request survives its bytes")
    case 1:
      // The checksum is added here, since it would hide everything behind it.
      guard let response = accepted({ try SyncResponse.decode(FrameChecksum.appended(to: rest)) })
      else { return }
      require(
        accepted({ try SyncResponse.decode(response.encode()) }) == response,
        "a response survives its bytes")
    case 2:
      guard let decoded = accepted({ try ChangeBatch.decode(rest, naming: PortableNaming()) })
      else { return }
      for change in decoded.batch.changes {
        let canonical = Canonical.encode(change)
        require(
          accepted({ try Canonical.decode(canonical) }) == change, "what rows hold is canonical")
      }
    default:
      guard let part = accepted({ try SnapshotPart.decode(rest) }) else { return }
      for entry in part.records {
        let cells = Canonical.encode(cells: entry.record.cells)
        require(
          accepted({ try Canonical.decodeCells(cells) })
            == entry.record.cells.filter { !$0.value.isEmpty },
          "what columns hold is canonical")
      }
    }
  }
}
