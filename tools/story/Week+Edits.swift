extension Week {
  /// Monday to Thursday: everybody edits where they are; nobody but Marja on Wednesday has a network.
  func offlineEdits() throws {
    try monday()
    try tuesday()
    try wednesday()
    try thursday()
  }

  private func monday() throws {
    try addition(
      "7a", "daniel", at: StoryTime(.monday, 14), as: "Daniel on Hakala", "observation",
      in: "Kaarna", "value=-1", "attribute=stance", "stakeholder=\(try ref("Risto Hakala"))",
      "evidence=wants three quotes")
  }

  private func tuesday() throws {
    try edit(
      "1", "eero", at: StoryTime(.tuesday, 10), "O2", field: "money", "amount=1450000",
      "--why", "pump line 2 added, +250,000")
    try edit(
      "3", "eero", at: StoryTime(.tuesday, 11), "O1", field: "stage", "stage=commitment",
      "evidence=Pekka: verbal yes")
    try edit(
      "8", "sofia", at: StoryTime(.tuesday, 9), "O3", field: "expectedClose",
      "expectedClose=2026-04-17", "--why", "legal review")
    try edit(
      "9", "marja", at: StoryTime(.tuesday, 8), "O3", field: "expectedClose",
      "expectedClose=2026-03-27", "--why", "Karin's e-mail")
    try addition(
      "12", "ines", at: StoryTime(.tuesday, 15), as: "Ilse Brandt", "stakeholder",
      in: "Portline", "name=Ilse Brandt", "function=group procurement",
      "email=ilse.brandt@portline.example")
  }

  private func wednesday() throws {
    try edit(
      "24a", "daniel", at: StoryTime(.wednesday, 9), "Marek Zielinski", field: "title",
      "title=Technical manager")
    try edit(
      "24b", "ines", at: StoryTime(.wednesday, 10, 30), "Marek Zielinski", field: "title",
      "title=Technical manager Gdynia")
    try edit(
      "2", "tomasz", at: StoryTime(.wednesday, 11), "O2", field: "money", "amount=980000",
      "--why", "recovery boiler out of scope, -220,000")
    try addition(
      "7b", "tomasz", at: StoryTime(.wednesday, 12), as: "Tomasz on Hakala", "observation",
      in: "Kaarna", "value=1", "attribute=stance", "stakeholder=\(try ref("Risto Hakala"))",
      "evidence=asked for the pilot's log data")
    try edit(
      "10", "daniel", at: StoryTime(.wednesday, 13), "O6", field: "close", "status=on_hold",
      "closeReason=group frame agreements frozen, says Marek")
    try addition(
      "13", "daniel", at: StoryTime(.wednesday, 13, 30), as: "Dr Ilse Brandt", "stakeholder",
      in: "Portline", "name=Dr Ilse Brandt", "email=Ilse.Brandt@portline.example",
      "phone=+49 40 555 0133")
    try edit(
      "20", "marja", at: StoryTime(.wednesday, 14), "Portline", field: "owner", "owner=ines")
    try sync("marja", at: StoryTime(.wednesday, 14, 5))
    try addition(
      "21a", "daniel", at: StoryTime(.wednesday, 16), as: "Gdynia call", "activity",
      in: "Portline", "notes=Marek will run a vibration test in week 14", "kind=visit",
      "opportunity=\(try ref("O5"))", "happenedOn=2026-03-11", "objective=vibration test",
      "outcome=advance")
    try edit(
      "21b", "daniel", at: StoryTime(.wednesday, 16, 10), "O5", field: "nextStep",
      "nextStep=Send the test protocol to Marek")
  }

  private func thursday() throws {
    try addition(
      "21c", "daniel", at: StoryTime(.thursday, 9), as: "Vibration test", "advance",
      in: "Portline", "commitment=Marek agrees to vibration test",
      "step=communicate and prove value", "opportunity=\(try ref("O5"))",
      "stakeholder=\(try ref("Marek Zielinski"))", "on=2026-03-11")
    try edit(
      "4", "tomasz", at: StoryTime(.thursday, 10), "O1", field: "stage", "stage=solution_vision",
      "reason=Berg wants the case reopened")
    try edit(
      "11", "ines", at: StoryTime(.thursday, 11), "O6", field: "close", "status=won",
      "closedOn=2026-03-12", "closeReason=PO 4500081133")
  }
}
