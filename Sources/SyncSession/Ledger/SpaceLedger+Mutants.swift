#if MUTANTS
  internal import SyncCore

  extension SpaceLedger {
    /// The draft as somebody would write it who takes all that is live for shown.
    func supersedingAll(_ draft: Draft) throws -> Draft {
      var draft = draft
      draft.writes = try draft.writes.map { write in
        let live = try record(write.key).cells[write.field]?.siblings ?? []
        return DraftWrite(
          write.key, write.field, write.value,
          basis: Basis(dots: live.map(\.dot), base: write.basis.base))
      }
      return draft
    }
  }
#endif
