internal import SyncCore
internal import SyncProtocol

/// Whether the hub's history is still the one that the device knows.
///
/// Every answer carries a digest over the histories at the request's cursors. Where it does not fit,
/// the answer's news are left out, and the hub is asked for which spaces its history differs. That
/// holds for every answer, since a hub can go back more than once while a device talks to it.
struct HistoryWatch: Sendable {
  /// So often one conversation asks: no hub goes back more often meanwhile, and who cannot agree with
  /// it takes nothing from it rather than what it may misread.
  private static let maximumQuestions = 3

  private enum State { case trusts, doubts, asked }

  private var state = State.trusts
  private var questions = 0

  /// Whether the next request asks which spaces differ.
  var doubts: Bool { state == .doubts }

  /// Ordinals run from 1 without a gap, so the list's order says which cursor is whose.
  mutating func cursors(of listed: [DeviceSpace]) -> SyncRequest.Cursors {
    let ordered = listed.sorted { ($0.ordinal ?? 0) < ($1.ordinal ?? 0) }
    guard doubts, questions < Self.maximumQuestions else { return .all(ordered.map(\.cursor)) }
    state = .asked
    questions += 1
    return .checked(
      ordered.map { space in
        let unknown = [UInt8](repeating: 0, count: HistoryHash.prefixByteCount)
        return SpaceCursor(
          ordinal: space.ordinal ?? 0, cursor: space.cursor, history: space.history ?? unknown)
      })
  }

  /// What of a response is to be stored.
  mutating func answer(
    _ response: SyncResponse, to pushes: [LoadedPush], _ view: DeviceView
  ) -> HubAnswer {
    // What was asked space by space is answered space by space.
    let isChecked = state == .asked
    state = .trusts
    if isChecked || fits(response, view) {
      return HubAnswer(response: response, pushes: pushes)
    }
    state = .doubts
    var doubtful = response
    doubtful.updates = []
    // A hub that went back may read numbers of records otherwise: what it refuses is no refusal yet.
    doubtful.acknowledgements = response.acknowledgements.map { acknowledgement in
      if acknowledgement.result == .accepted { return acknowledgement }
      return Acknowledgement(
        accepted: acknowledgement.accepted, durable: acknowledgement.durable, result: .retry)
    }
    return HubAnswer(response: doubtful, pushes: pushes, isDoubtful: true)
  }

  private func fits(_ response: SyncResponse, _ view: DeviceView) -> Bool {
    #if MUTANTS
      if Mutant.isPlanted(.historyNotCompared) { return true }
    #endif
    // A list that went back is that of a hub that went back.
    if response.listVersion < view.listVersion { return false }
    guard let digest = response.history else { return true }
    let listed = view.spaces.filter { $0.ordinal != nil }
      .sorted { ($0.ordinal ?? 0) < ($1.ordinal ?? 0) }
    // What the answer changes of the list counts already.
    let roles = Dictionary(
      response.list.map { ($0.ordinal, $0.role) }, uniquingKeysWith: { $1 })
    let lines = listed.compactMap { space in
      (space.cursor == 0 ? HistoryHash.start(of: space.space) : space.history).map {
        HistoryHash.line($0, role: roles[space.ordinal ?? 0] ?? space.role)
      }
    }
    // A cursor from before histories were kept proves nothing.
    guard lines.count == listed.count else { return true }
    return HistoryHash.digest(of: lines) == digest
  }
}

/// When a space that must be put right asks for its snapshot: once nothing more is to be found out.
///
/// What the hub holds of the device's changes is known exactly from its log and from what it says
/// about pushes; a snapshot alone tells less.
struct RecoveryWatch: Sendable {
  private var ready: Set<SpaceID> = []
  private var recovered: Set<SpaceID> = []

  /// Takes note of an answer; `isQuiet` says that the hub has nothing more to say or to be told.
  mutating func note(_ view: DeviceView, _ intake: Intake, isQuiet: Bool) {
    ready.formUnion(intake.differing)
    recovered.formUnion(intake.recovered.keys)
    guard isQuiet else { return }
    ready.formUnion(view.spaces.filter(\.isRecovering).map(\.space))
  }

  func asks(for space: DeviceSpace) -> Bool { mayHelp(space) && ready.contains(space.space) }

  /// Whether chunks of a space's snapshot may be taken in.
  func takes(_ space: DeviceSpace) -> Bool { !space.isRecovering || asks(for: space) }

  /// An answer without the chunks of snapshots that come too early.
  func wanted(of response: SyncResponse, _ view: DeviceView) -> SyncResponse {
    let early = Set(view.spaces.filter { !takes($0) }.compactMap(\.ordinal))
    var response = response
    response.updates.removeAll { update in
      if case .chunk = update.content { early.contains(update.ordinal) } else { false }
    }
    return response
  }

  /// One conversation puts a space right once: what differs again then is no accident.
  func mayHelp(_ space: DeviceSpace) -> Bool {
    space.isRecovering && space.ordinal != nil && space.role > .none
      && !recovered.contains(space.space)
  }
}
