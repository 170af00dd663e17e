extension Value: CustomStringConvertible {
  /// The value as people read it; the empty text for null.
  package var description: String {
    switch self {
    case .null: ""
    case .boolean(let flag): flag ? "yes" : "no"
    case .number(let number): number.description
    case .text(let text): text.string
    case .day(let day): day.description
    case .reference(let reference): reference.description
    case .bytes(let bytes): Hexadecimal.text(bytes)
    case .group(let group):
      group.members.map { "\($0.name)=\($0.value)" }.joined(separator: ", ")
    case .deleted: "deleted"
    case .prose(.whole(let text)): text.string
    case .prose(.patch): "a version of a text"
    case .absent: ""
    case .unknown(let tag, let payload): "unknown (kind \(tag), \(payload.count) bytes)"
    }
  }
}
