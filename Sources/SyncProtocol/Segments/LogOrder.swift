internal import SyncCore

/// The hub's order of a space from one position on, as far as it was read.
///
/// A device receives others' changes in this order. So what it had received between two of its own is
/// mostly told by two numbers: *who wrote between them*.
struct LogOrder {
  /// One author's changes: those up to the start by the last one's place, the others one by one.
  private struct Track {
    let replica: ReplicaID
    let sequence: UInt64
    let place: UInt64
    var places: [UInt64] = []

    /// The author's last change up to a place; nil where that lies before what is known.
    func last(upTo end: UInt64) -> (sequence: UInt64, place: UInt64)? {
      if let last = places.last, last <= end { return (sequence + UInt64(places.count), last) }
      var (low, high) = (0, places.count)
      while low < high {
        let middle = (low + high) / 2
        if places[middle] <= end { low = middle + 1 } else { high = middle }
      }
      if low > 0 { return (sequence + UInt64(low), places[low - 1]) }
      return place <= end ? (sequence, place) : nil
    }
  }

  /// The hub sequence of the last change that was taken.
  private(set) var sequence: UInt64
  private(set) var authors: [ReplicaID: LogAuthor]
  /// Ascending by replica.
  private var tracks: [Track]

  init(after position: LogPosition) {
    sequence = position.sequence
    authors = position.authors
    tracks = position.authors.sorted { $0.key < $1.key }.map { replica, author in
      Track(replica: replica, sequence: author.sequence, place: author.place)
    }
  }

  /// Where an author's track stands, or would stand.
  private func index(of replica: ReplicaID) -> Int {
    var (low, high) = (0, tracks.count)
    while low < high {
      let middle = (low + high) / 2
      if tracks[middle].replica < replica { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func isTracked(_ replica: ReplicaID, at index: Int) -> Bool {
    index < tracks.count && tracks[index].replica == replica
  }

  /// The hub sequence of a change; nil where it stands nowhere, or too far back to be known.
  func place(of dot: Dot) -> UInt64? {
    let index = index(of: dot.replica)
    guard isTracked(dot.replica, at: index), dot.sequence >= tracks[index].sequence else {
      return nil
    }
    let track = tracks[index]
    if dot.sequence == track.sequence { return track.place > 0 ? track.place : nil }
    let later = dot.sequence - track.sequence - 1
    return later < UInt64(track.places.count) ? track.places[Int(later)] : nil
  }

  /// The last change of everybody but one author that stands behind `start` and up to `end`,
  /// ascending; nil where that lies before what is known.
  func written(after start: UInt64, upTo end: UInt64, except own: ReplicaID) -> [Dot]? {
    var dots: [Dot] = []
    for index in tracks.indices where tracks[index].replica != own {
      guard let last = tracks[index].last(upTo: end) else { return nil }
      if last.place > start { dots.append(Dot(tracks[index].replica, last.sequence)) }
    }
    return dots
  }

  /// Up to where the author of the next change has received what others wrote, given what the change
  /// depends on; nil where that is not told by a place.
  func seen(by author: ReplicaID, _ dependencies: [Dot]) -> UInt64? {
    let before = authors[author]?.seen ?? 0
    if dependencies.isEmpty { return before }
    var end = before
    for dot in dependencies {
      guard let place = place(of: dot) else { return nil }
      end = max(end, place)
    }
    return written(after: before, upTo: end, except: author) == dependencies ? end : nil
  }

  /// Takes the next change, of which ``seen(by:_:)`` said `seen`.
  mutating func take(_ dot: Dot, _ dependencies: [Dot], seen: UInt64?) {
    var author = authors[dot.replica] ?? LogAuthor(sequence: 0, chain: [])
    author.seen = seen ?? dependencies.reduce(author.seen) { max($0, place(of: $1) ?? 0) }
    author.isExact = author.isExact && seen != nil
    sequence += 1
    author.sequence = dot.sequence
    author.place = sequence
    authors[dot.replica] = author
    let index = index(of: dot.replica)
    if !isTracked(dot.replica, at: index) {
      tracks.insert(Track(replica: dot.replica, sequence: 0, place: 0), at: index)
    }
    tracks[index].places.append(sequence)
  }
}
