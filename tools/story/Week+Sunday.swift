import SyncTesting

extension Week {
  /// Everybody joins, enters what is known, and goes into the week in step.
  func sunday() throws {
    let start = StoryTime(.sunday, 17)
    let roles = [
      "marja": "manager", "eero": "kam", "sofia": "kam", "daniel": "seller", "ines": "seller",
      "tomasz": "expert",
    ]
    for name in Self.order {
      let person = try who(name)
      try person.expect(at: start, "init", "--user", name, "--device", person.device)
      let code = try hub.invite(
        name, role: roles[name] ?? "seller", manager: name == "marja" ? nil : "marja")
      // Ines's line to the hub is the bad one.
      let url = name == "ines" ? "http://127.0.0.1:\(proxy.port)" : hub.url
      try person.expect(at: start, "enroll", url, "--invite", code)
    }
    try enterKaarna(at: StoryTime(.sunday, 17, 10))
    try enterAurelia(at: StoryTime(.sunday, 17, 20))
    try enterPortline(at: StoryTime(.sunday, 17, 30))
    // Once up, once down: after the second round everybody holds what everybody entered.
    for round in 0..<2 {
      for (index, name) in Self.order.enumerated() {
        try sync(name, at: StoryTime(.sunday, 18, round * 20 + index))
      }
    }
  }

  private func deal(
    _ name: String, _ title: String, by author: String, in account: String, amount: String,
    stage: String, close: String, owner: String? = nil, at time: StoryTime
  ) throws {
    refs[name] = try who(author).add(
      at: time, "opportunity", "--in", try ref(account), "name=\(title)",
      "owner=\(owner ?? author)", "amount=\(amount)", "currency=EUR", "stage=\(stage)",
      "status=open", "expectedClose=\(close)")
  }

  private func person(
    _ name: String, by author: String, in account: String, title: String, email: String,
    at time: StoryTime
  ) throws {
    refs[name] = try who(author).add(
      at: time, "stakeholder", "--in", try ref(account), "name=\(name)", "title=\(title)",
      "email=\(email)", "status=active")
  }

  private func share(_ account: String, by author: String, with users: [String], at time: StoryTime)
    throws
  {
    for user in users {
      try who(author).expect(at: time, "share", try ref(account), user, "--role", "editor")
    }
  }

  private func enterKaarna(at time: StoryTime) throws {
    refs["Kaarna"] = try who("eero").add(
      at: time, "account", "name=Kaarna Board Oyj", "owner=eero",
      "accountClass=strategic_account", "industry=paperboard")
    try person(
      "Anna Virtanen", by: "eero", in: "Kaarna", title: "Mill director Imatra",
      email: "anna.virtanen@kaarna.example", at: time)
    try person(
      "Pekka Rautio", by: "eero", in: "Kaarna", title: "Maintenance manager",
      email: "pekka.rautio@kaarna.example", at: time)
    try person(
      "Risto Hakala", by: "eero", in: "Kaarna", title: "Purchasing",
      email: "risto.hakala@kaarna.example", at: time)
    try deal(
      "O1", "Imatra predictive seal service", by: "eero", in: "Kaarna", amount: "480000",
      stage: "selection", close: "2026-06-30", at: time)
    try deal(
      "O2", "Kemi pump-house uptime contract", by: "eero", in: "Kaarna", amount: "1200000",
      stage: "solution_vision", close: "2026-10-30", at: time)
    try share("Kaarna", by: "eero", with: ["tomasz", "daniel"], at: time)
  }

  private func enterAurelia(at time: StoryTime) throws {
    refs["Aurelia"] = try who("sofia").add(
      at: time, "account", "name=Aurelia Dairies AB", "owner=sofia", "accountClass=key_account",
      "industry=dairy")
    try person(
      "Karin Lind", by: "sofia", in: "Aurelia", title: "COO",
      email: "karin.lind@aurelia.example", at: time)
    try deal(
      "O3", "CIP valve standardisation", by: "sofia", in: "Aurelia", amount: "260000",
      stage: "commitment", close: "2026-03-31", at: time)
    try deal(
      "O4", "Hygiene audit and training", by: "sofia", in: "Aurelia", amount: "90000",
      stage: "pressure_to_change", close: "2026-09-30", at: time)
    try share("Aurelia", by: "sofia", with: ["tomasz"], at: time)
  }

  private func enterPortline(at time: StoryTime) throws {
    refs["Portline"] = try who("daniel").add(
      at: time, "account", "name=Portline Terminals Ltd", "owner=daniel",
      "accountClass=customer", "industry=ports")
    try person(
      "Marek Zielinski", by: "daniel", in: "Portline", title: "Engineer",
      email: "marek.zielinski@portline.example", at: time)
    try deal(
      "O5", "Crane hydraulics service Gdynia", by: "daniel", in: "Portline", amount: "340000",
      stage: "selection", close: "2026-05-15", at: time)
    try deal(
      "O6", "Antwerp spare-parts frame", by: "daniel", in: "Portline", amount: "150000",
      stage: "commitment", close: "2026-03-20", owner: "ines", at: time)
    try share("Portline", by: "daniel", with: ["ines", "tomasz"], at: time)
  }
}
