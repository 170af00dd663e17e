import SyncTesting
import Testing

/// Short courses of worlds in which something once never arrived.
@Suite struct `A world in which something did not arrive` {
  private func finding(_ seed: UInt64, _ operations: [Operation]) -> Finding? {
    World.run(Scenario(Seed(rawValue: seed), operations)).finding
  }

  @Test func `ends quietly where all depends on what the hub refuses`() {
    let operations: [Operation] = [
      .edit(5, choice: 16555), .clone(4, isNoticed: false), .edit(4, choice: 957959),
      .bundle(from: 4, to: 6, choice: 88272), .edit(6, choice: 546456),
      .bundle(from: 6, to: 5, choice: 772978), .edit(5, choice: 286351),
      .bundle(from: 5, to: 4, choice: 93575), .edit(4, choice: 511729),
      .bundle(from: 4, to: 5, choice: 663204),
    ]
    #expect(finding(2191, operations) == nil)
  }

  @Test func `hands on the rest of a run whose beginning is forgotten`() {
    let operations: [Operation] = [
      .edit(2, choice: 371914), .advance(2, choice: 13370), .edit(3, choice: 638292),
      .clone(4, isNoticed: false), .advance(2, choice: 842986),
      .bundle(from: 4, to: 3, choice: 892378), .sync(3), .edit(3, choice: 141989),
      .bundle(from: 3, to: 2, choice: 896697), .edit(2, choice: 867291),
      .bundle(from: 2, to: 3, choice: 369805), .bundle(from: 3, to: 0, choice: 952835),
      .edit(0, choice: 612976), .bundle(from: 0, to: 3, choice: 229653), .edit(2, choice: 946424),
      .wait(hours: 6336), .sync(2), .housekeep,
    ]
    #expect(finding(2923, operations) == nil)
  }

  @Test func `shows a hub that went back to whoever has an older list`() {
    let operations: [Operation] = [
      .edit(2, choice: 158159), .sync(2), .advance(0, choice: 466314), .edit(2, choice: 118789),
      .edit(5, choice: 336163), .backUpHub, .advance(0, choice: 1610), .edit(0, choice: 199141),
      .advance(2, choice: 994675), .advance(4, choice: 801694), .advance(2, choice: 48539),
      .advance(1, choice: 326041), .advance(1, choice: 945619), .advance(5, choice: 888108),
      .advance(4, choice: 552922), .advance(4, choice: 547088), .restoreHub(isNoticed: false),
    ]
    #expect(finding(2955, operations) == nil)
  }

  @Test func `knows what its author wrote again though only a snapshot told of it`() {
    let operations: [Operation] = [
      .backUpHub, .edit(1, choice: 75646), .edit(1, choice: 471545), .edit(1, choice: 656221),
      .edit(1, choice: 947853), .edit(1, choice: 374806), .advance(1, choice: 939560),
      .edit(1, choice: 991522), .edit(1, choice: 126783), .advance(1, choice: 348316),
      .edit(1, choice: 35381), .edit(1, choice: 980319), .advance(1, choice: 398482),
      .edit(1, choice: 2235), .edit(1, choice: 569734), .edit(1, choice: 309661),
      .edit(3, choice: 159838), .edit(1, choice: 153609), .bundle(from: 3, to: 1, choice: 351443),
      .edit(1, choice: 392938), .bundle(from: 1, to: 2, choice: 212365), .sync(2), .sync(0),
      .edit(0, choice: 818035), .sync(0), .sync(3), .restoreHub(isNoticed: true),
      .advance(5, choice: 299859), .advance(1, choice: 819761), .advance(5, choice: 524610),
      .advance(5, choice: 158913), .advance(5, choice: 250156), .advance(5, choice: 185163),
      .advance(5, choice: 64833),
    ]
    #expect(finding(649, operations) == nil)
  }

  @Test func `registers a space again that a hub which went back forgot`() {
    let operations: [Operation] = [
      .edit(2, choice: 184377), .edit(0, choice: 613858), .advance(4, choice: 339748),
      .edit(6, choice: 370357), .backUpHub, .edit(1, choice: 101058), .edit(0, choice: 335182),
      .advance(4, choice: 299122), .sync(1), .sync(2), .register(4, choice: 274525),
      .advance(5, choice: 610342), .advance(0, choice: 291742), .advance(4, choice: 109424),
      .advance(4, choice: 653222), .restoreHub(isNoticed: false), .edit(4, choice: 551682),
      .advance(4, choice: 60942), .speak(5, .later, choice: 832894),
    ]
    #expect(finding(4750, operations) == nil)
  }

  @Test func `is asked again about a hub that goes back twice while a device talks to it`() {
    let operations: [Operation] = [
      .edit(1, choice: 712454), .edit(2, choice: 893260), .advance(1, choice: 955875),
      .advance(4, choice: 384415), .advance(1, choice: 567155), .advance(2, choice: 105429),
      .edit(3, choice: 488402), .backUpHub, .edit(5, choice: 731949), .advance(3, choice: 520454),
      .advance(2, choice: 915052), .sync(0), .advance(4, choice: 933525),
      .restoreHub(isNoticed: false), .advance(3, choice: 112493), .edit(0, choice: 775376),
      .advance(4, choice: 184273), .advance(4, choice: 160277), .advance(4, choice: 755717),
      .advance(4, choice: 210525), .edit(0, choice: 347085), .restoreHub(isNoticed: true),
      .sync(0), .advance(4, choice: 825200), .advance(4, choice: 1966),
      .advance(4, choice: 367971), .advance(4, choice: 637510), .advance(4, choice: 929210),
    ]
    #expect(finding(13469, operations) == nil)
  }

  @Test func `knows which of several changes is written again that say parts of each other`() {
    let operations: [Operation] = [
      .edit(4, choice: 194034), .edit(5, choice: 576001), .edit(5, choice: 335200), .backUpHub,
      .edit(5, choice: 75634), .advance(5, choice: 5041), .sync(4), .edit(6, choice: 234076),
      .advance(0, choice: 53108), .advance(1, choice: 484274), .advance(1, choice: 525491),
      .restoreHub(isNoticed: false), .edit(1, choice: 933392), .advance(1, choice: 596896),
      .advance(2, choice: 144575), .edit(1, choice: 585052), .sync(6), .sync(4),
      .advance(2, choice: 214914), .advance(2, choice: 405907), .restoreHub(isNoticed: true),
      .edit(2, choice: 517058), .sync(2),
    ]
    #expect(finding(13235, operations) == nil)
  }
}
