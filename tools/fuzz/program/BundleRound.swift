internal import SyncProtocol

/// The bundle reader, without the signatures that would hide everything behind them.
enum BundleRound {
  static func run(_ bytes: [UInt8]) {
    let source = BundleBytes(bytes)
    guard let bundle = accepted({ try Bundle.structure(of: source) }) else { return }
    require(bundle.byteCount == UInt64(bytes.count), "every byte of a bundle is read")
    for part in bundle.parts {
      for index in 0..<part.blockCount {
        require(
          accepted({ try part.batch(index, in: source) }) != nil,
          "a block that was read reads again")
      }
    }
    _ = accepted({ try Bundle.read(source) })
  }
}
