import SpaceStore
import SyncCore

/// Who says which policy decides in a field, in words and for scripts.
struct PolicyText {
  let inForce: PolicyInForce
  let people: People

  /// One line where the library has something to say about the field; nil where the schema's policy
  /// is in force and nobody asked for another.
  var line: String? {
    guard let binding = inForce.binding else { return nil }
    let author =
      "\(people.author(binding.dot, binding.stamp)), \(LocalTime.text(binding.stamp.time.milliseconds))"
    let note = binding.note.map { " (“\($0)”)" } ?? ""
    let schema = inForce.schema.rawValue
    return switch binding.standing {
    case .inForce: "bound by \(author)\(note); the schema says \(schema)"
    case .unknown:
      "\(author) bound \(binding.policy), which this program does not know\(note): "
        + "a person decides until it is updated"
    case .refused:
      "\(author) bound \(binding.policy), which this field cannot have\(note); \(schema) stays"
    }
  }

  /// `schema`, or the library's binding.
  var json: JSON {
    guard let binding = inForce.binding else { return .string("schema") }
    let standing =
      switch binding.standing {
      case .inForce: "inForce"
      case .unknown: "unknown"
      case .refused: "refused"
      }
    return .object([
      "policy": .string(binding.policy.string), "standing": .string(standing),
      "schema": .string(inForce.schema.rawValue), "ref": .string("\(binding.record)"),
      "user": .string(people.user(binding.stamp.actor, on: binding.dot.replica)),
      "at": .string(LocalTime.universal(binding.stamp.time.milliseconds)),
      "dot": .string("\(binding.dot)"), "note": .optional(binding.note),
    ])
  }
}
