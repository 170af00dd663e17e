/// Why a change was written again under another name, as far as a replica can tell.
package enum RewritingCause: Hashable, Sendable {
  /// Another change bears the name: an identity was used twice.
  case nameUsedTwice
  /// The hub refuses a change that it followed, and that was set aside.
  case earlierRefused
  /// The hub could not take it as it was, though no name was used twice: the text that it edits was
  /// released, or nothing proved who wrote it.
  case notTaken
  /// The hub would not, or might not, have taken it under its name; why is known only where it was
  /// written again.
  case unknown
}
