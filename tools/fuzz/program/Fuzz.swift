internal import CLibFuzzer
internal import Synchronization

/// One fuzzing program for all targets: `fuzz TARGET [libFuzzer's options]`.
@main
enum Fuzz {
  /// Chosen once before the first round; rounds run one after the other.
  static let target = Mutex(FuzzTarget.frame)

  static func main() {
    var arguments = CommandLine.arguments
    guard arguments.count > 1, let chosen = FuzzTarget(rawValue: arguments.remove(at: 1)) else {
      let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: "|")
      print("usage: fuzz \(names) [options of libFuzzer]")
      return
    }
    target.withLock { $0 = chosen }
    // The driver keeps the pointers for ever, and so they are never freed.
    var pointers = unsafe arguments.map { argument in
      let copy = UnsafeMutablePointer<CChar>.allocate(capacity: argument.utf8.count + 1)
      for (index, byte) in argument.utf8.enumerated() {
        unsafe copy[index] = CChar(bitPattern: byte)
      }
      unsafe copy[argument.utf8.count] = 0
      return unsafe Optional(copy)
    }
    var count = Int32(clamping: arguments.count)
    unsafe pointers.withUnsafeMutableBufferPointer { buffer in
      var start = buffer.baseAddress
      _ = unsafe LLVMFuzzerRunDriver(&count, &start, round)
    }
  }
}

/// What libFuzzer calls for each input.
@_cdecl("LLVMFuzzerTestOneInput")
func round(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
  let bytes = unsafe Array(UnsafeBufferPointer(start: data, count: size))
  Fuzz.target.withLock { $0 }.run(bytes)
  return 0
}
