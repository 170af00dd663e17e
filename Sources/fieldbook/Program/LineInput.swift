import Foundation
import RecordEditing

/// The file or stream that lines are read from.
enum LineInput {
  /// What can be read only once is held in memory, at most so many bytes.
  private static let streamLimit = 64 << 20
  private static let chunkBytes = 1 << 20

  /// A file is read where it lies; `-` and whatever else is no file is read to its end at once.
  static func source(_ path: String) throws -> LineSource {
    if path == "-" { return try stream(FileHandle.standardInput, path) }
    guard let handle = FileHandle(forReadingAtPath: path) else {
      let exists = FileManager.default.fileExists(atPath: path)
      throw Failure(
        .usage, "no_file", exists ? "\(path) cannot be read." : "There is no file \(path).",
        hint: exists ? "Check its owner and mode." : "Name a file of JSON lines.")
    }
    defer { try? handle.close() }  // It is only read; there is nothing to lose.
    switch try type(of: handle) {
    case S_IFREG: return .file(path: path)
    case S_IFDIR:
      throw Failure(
        .usage, "no_file", "\(path) is a directory.", hint: "Name a file of JSON lines.")
    default: return try stream(handle, path)
    }
  }

  private static func type(of handle: FileHandle) throws -> mode_t {
    var status = stat()
    guard unsafe fstat(handle.fileDescriptor, &status) == 0 else {
      throw Failure(
        .usage, "no_file", "The file cannot be looked at.", hint: "Check its owner and mode.")
    }
    return status.st_mode & S_IFMT
  }

  private static func stream(_ handle: FileHandle, _ path: String) throws -> LineSource {
    var bytes: [UInt8] = []
    while let data = try handle.read(upToCount: chunkBytes), !data.isEmpty {
      bytes += data
      guard bytes.count <= streamLimit else {
        throw Failure(
          .usage, "too_large", "\(path) brings more than \(streamLimit) bytes.",
          hint: "Nothing was written; write them to a file and import that.")
      }
    }
    return .bytes(bytes)
  }
}
