import SyncCore
import Testing

@Suite struct `A version vector` {
  /// Every vector of three replicas with counts from 0 to 2.
  static let all: [VersionVector] = (0..<27).map { number in
    VersionVector([.alice(number % 3), .bob(number / 3 % 3), .carol(number / 9)])
  }

  @Test func `unites commutatively and idempotently into the least upper bound`() {
    for a in Self.all {
      #expect(a.union(a) == a)
      for b in Self.all {
        let union = a.union(b)
        #expect(union == b.union(a))
        #expect(union.covers(a) && union.covers(b))
        for bound in Self.all where bound.covers(a) && bound.covers(b) {
          #expect(bound.covers(union))
        }
      }
    }
  }

  @Test func `unites associatively`() {
    for a in Self.all {
      for b in Self.all {
        let left = a.union(b)
        for c in Self.all where left.union(c) != a.union(b.union(c)) {
          Issue.record("\(a) | \(b) | \(c)")
        }
      }
    }
  }

  @Test func `covers as a partial order does`() {
    for a in Self.all {
      for b in Self.all {
        let counts = ReplicaID.everybody.allSatisfy { a[$0] >= b[$0] }
        #expect(a.covers(b) == counts)
        #expect(a.covers(b) == a.subtractingIsEmpty(b))
        #expect((a.covers(b) && b.covers(a)) == (a == b))
      }
    }
  }

  @Test func `stands to another as the other stands to it`() {
    let opposite: [CausalRelation: CausalRelation] = [
      .same: .same, .before: .after, .after: .before, .concurrent: .concurrent,
    ]
    for a in Self.all {
      for b in Self.all {
        #expect(opposite[a.relation(to: b)] == b.relation(to: a))
      }
    }
  }

  @Test(
    arguments: [
      ([], [], .same),
      ([.alice(1)], [.alice(1)], .same),
      ([], [.alice(1)], .before),
      ([.alice(1)], [.alice(1), .bob(1)], .before),
      ([.alice(2), .bob(1)], [.alice(1), .bob(1)], .after),
      ([.alice(2)], [.alice(1), .bob(1)], .concurrent),
      ([.alice(1)], [.bob(1)], .concurrent),
    ] as [([Dot], [Dot], CausalRelation)])
  func `stands to another`(a: [Dot], b: [Dot], expected: CausalRelation) {
    #expect(VersionVector(a).relation(to: VersionVector(b)) == expected)
  }

  @Test func `contains the counts up to its own`() {
    let vector = VersionVector([.alice(2)])
    #expect(vector.contains(.alice(1)) && vector.contains(.alice(2)))
    #expect(!vector.contains(.alice(3)) && !vector.contains(.bob(1)))
  }

  @Test func `ignores a smaller count and the count 0`() {
    var vector = VersionVector([.bob(2), .alice(3), .carol(0)])
    vector.insert(.alice(1))
    #expect(vector.entries == [.alice(3), .bob(2)])
    #expect(vector[.carol] == 0)
    #expect(VersionVector([.carol(0)]).isEmpty)
  }

  @Test func `reads as its dots in ascending order`() {
    let vector = VersionVector([.bob(1), .alice(3)])
    #expect(vector.description == "00000000000000a1:3 00000000000000b2:1")
  }

  @Test func `finds each replica among many`() {
    let dots = (1...50).map { Dot(ReplicaID(rawValue: $0 * 7), $0) }
    let vector = VersionVector(dots.reversed())
    #expect(vector.entries == dots)
    for dot in dots { #expect(vector[dot.replica] == dot.sequence) }
    #expect(vector[ReplicaID(rawValue: 8)] == 0)
  }
}

extension VersionVector {
  /// Whether `other` has no entry that this vector does not reach.
  fileprivate func subtractingIsEmpty(_ other: VersionVector) -> Bool {
    other.subtracting(self).isEmpty
  }
}
