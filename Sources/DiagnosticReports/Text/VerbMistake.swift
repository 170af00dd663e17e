/// A word on the command line that stands where a command should, and is none.
package struct VerbMistake {
  /// A command with those that belong to it.
  package typealias Verb = (name: String, nested: [String])

  package let code = "unknown_verb"
  /// What is wrong, in one sentence.
  package let message: String
  package let hint: String

  /// The first word of a list that is no command; nil where each may be one.
  ///
  /// - Parameters:
  ///   - words: what was typed behind the program's name.
  ///   - program: its name.
  ///   - verbs: all that it knows.
  ///   - nearest: those of some names that are spelled like a word.
  package init?(
    _ words: [String], program: String, verbs: [Verb],
    nearest: (_ word: String, _ names: [String]) -> [String]
  ) {
    var path = [program]
    var words = words[...]
    if words.first == "help" { words.removeFirst() }
    guard let first = words.popFirst(), !first.hasPrefix("-"), first != "help" else { return nil }
    guard let verb = verbs.first(where: { $0.name == first }) else {
      self.init(first, path: path, names: verbs.map(\.name), nearest: nearest)
      return
    }
    guard !verb.nested.isEmpty, let second = words.first, !second.hasPrefix("-"),
      !verb.nested.contains(second)
    else { return nil }
    path.append(verb.name)
    self.init(second, path: path, names: verb.nested, nearest: nearest)
  }

  private init(
    _ word: String, path: [String], names: [String],
    nearest: (_ word: String, _ names: [String]) -> [String]
  ) {
    let whole = (path.dropFirst() + [word]).joined(separator: " ")
    message = "There is no command \"\(whole)\"."
    let near = nearest(word, names).joined(separator: ", ")
    hint =
      near.isEmpty ? "\(path.joined(separator: " ")) --help lists them." : "Did you mean \(near)?"
  }
}
