internal import CZlib

/// Raw deflate with a preset dictionary, through the system's zlib.
///
/// Source: Deutsch, RFC 1951, 1996.
enum Deflate {
  /// The level at which zlib gains most for its time; 9 saves 0.1 % more.
  private static let level: Int32 = 6
  /// A window of 32 kiB; the minus sign leaves out zlib's own header and checksum.
  private static let windowBits: Int32 = -15
  /// How much of its 256 kiB working memory zlib spends on matches: its own default.
  private static let memoryLevel: Int32 = 8
  /// How much is inflated before the limits are looked at again, in bytes.
  private static let stepBytes = 64 << 10

  /// The deflated bytes, or nil where they would not be fewer than `limit`.
  static func deflated(_ raw: [UInt8], dictionary: [UInt8], limit: Int) -> [UInt8]? {
    guard !raw.isEmpty, limit > 0 else { return nil }
    var stream = unsafe z_stream()
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    guard
      unsafe deflateInit2_(
        &stream, level, Z_DEFLATED, windowBits, memoryLevel, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
        == Z_OK
    else { return nil }
    defer { _ = unsafe deflateEnd(&stream) }
    guard unsafe deflateSetDictionary(&stream, dictionary, uInt(dictionary.count)) == Z_OK else {
      return nil
    }
    var input = raw
    var isComplete = false
    let output = unsafe [UInt8](unsafeUninitializedCapacity: limit) { output, count in
      unsafe input.withUnsafeMutableBufferPointer { input in
        unsafe stream.next_in = input.baseAddress
        unsafe stream.avail_in = uInt(input.count)
        unsafe stream.next_out = output.baseAddress
        unsafe stream.avail_out = uInt(limit)
        isComplete = unsafe deflate(&stream, Z_FINISH) == Z_STREAM_END
        count = unsafe limit - Int(stream.avail_out)
      }
    }
    return isComplete && output.count < limit ? output : nil
  }

  /// Inflates to exactly `length` bytes, in steps, so that memory follows what is really there.
  ///
  /// - Throws: ``ProtocolError/inflatedLength(expected:)`` where the bytes say another length or
  ///   grow beyond ``Limits/compressionRatio``; ``ProtocolError/damagedCompression``.
  static func inflated(
    _ deflated: [UInt8], dictionary: [UInt8], length: Int
  ) throws(ProtocolError) -> [UInt8] {
    guard length <= max(Limits.ratioFreeBytes, deflated.count * Limits.compressionRatio) else {
      throw .inflatedLength(expected: length)
    }
    var stream = unsafe z_stream()
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    guard unsafe inflateInit2_(&stream, windowBits, ZLIB_VERSION, size) == Z_OK else {
      throw .damagedCompression
    }
    defer { _ = unsafe inflateEnd(&stream) }
    guard unsafe inflateSetDictionary(&stream, dictionary, uInt(dictionary.count)) == Z_OK else {
      throw .damagedCompression
    }
    var input = deflated
    let result = unsafe input.withUnsafeMutableBufferPointer { input in
      unsafe stream.next_in = input.baseAddress
      unsafe stream.avail_in = uInt(input.count)
      return unsafe steps(&stream, length: length)
    }
    return try result.get()
  }

  private static func steps(
    _ stream: inout z_stream, length: Int
  ) -> Result<[UInt8], ProtocolError> {
    var output: [UInt8] = []
    while true {
      // One byte more than may come: a longer stream then shows itself.
      let room = min(stepBytes, length - output.count + 1)
      var status = Z_OK
      let step = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        unsafe stream.next_out = buffer.baseAddress
        unsafe stream.avail_out = uInt(room)
        status = unsafe inflate(&stream, Z_NO_FLUSH)
        count = unsafe room - Int(stream.avail_out)
      }
      output += step
      if output.count > length { return .failure(.inflatedLength(expected: length)) }
      if status == Z_STREAM_END { break }
      guard status == Z_OK, !step.isEmpty else { return .failure(.damagedCompression) }
    }
    guard output.count == length else { return .failure(.inflatedLength(expected: length)) }
    guard unsafe stream.avail_in == 0 else { return .failure(.damagedCompression) }
    return .success(output)
  }
}
