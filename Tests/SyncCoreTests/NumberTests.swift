import SyncCore
import SyncTesting
import Testing

@Suite struct `A number` {
  @Test(
    arguments: [
      ("0", 0, 0), ("-0", 0, 0), ("12", 12, 0), ("-12", -12, 0), ("480000.50", 4_800_005, 1),
      ("0.10", 1, 1), ("-0.05", -5, 2), ("1.0000000000", 1, 0), ("0012", 12, 0),
      ("999999999999999", 999_999_999_999_999, 0), ("0.000000001", 1, 9),
      ("100", 100, 0),
    ] as [(String, Int64, UInt8)])
  func `is read`(text: String, mantissa: Int64, scale: UInt8) throws {
    let number = try #require(Number(text))
    #expect(number.mantissa == mantissa)
    #expect(number.scale == scale)
    #expect(Number(number.description) == number)
  }

  @Test(arguments: [
    "", "-", ".", "1.", ".5", "+1", "1e5", "1,000", " 1", "1 ", "--1", "1.2.3", "1-", "0x1",
    "\u{FF11}", "1000000000000000", "0.0000000001", "123456789012.123456", "nan",
  ])
  func `is refused`(text: String) { #expect(Number(text) == nil) }

  @Test func `is refused where its parts are out of range`() {
    #expect(Number(mantissa: Number.maximumMantissa + 1, scale: 0) == nil)
    #expect(Number(mantissa: .min, scale: 0) == nil)
    #expect(Number(mantissa: 1, scale: Number.maximumScale + 1) == nil)
  }

  @Test func `has one form for one value`() {
    #expect(Number(mantissa: 1_200, scale: 2) == Number(mantissa: 12, scale: 0))
    #expect(Number(mantissa: 0, scale: 9) == 0)
    #expect(Number(mantissa: 1_200, scale: 0)?.mantissa == 1_200)
  }

  @Test(arguments: Seed.first(200))
  func `comes back from its text`(seed: Seed) throws {
    var generator = seed.generator
    let range = -Number.maximumMantissa...Number.maximumMantissa
    let digits = Int64.random(in: range, using: &generator)
    let mantissa = generator.isOneOf(1, in: 2) ? digits : digits % 1_000
    let scale = UInt8.random(in: 0...Number.maximumScale, using: &generator)
    let number = try #require(Number(mantissa: mantissa, scale: scale))
    #expect(Number(number.description) == number)
  }

  @Test func `is ordered by its value, whatever its scale`() {
    let ascending: [String] = [
      "-999999999999999", "-2", "-1.5", "-1", "-0.000000001", "0", "0.000000001", "0.9", "1",
      "1.000000001", "1.5", "2", "10", "999999999999999",
    ]
    let numbers = ascending.compactMap { Number($0) }
    #expect(numbers.count == ascending.count)
    for (index, left) in numbers.enumerated() {
      for (other, right) in numbers.enumerated() {
        #expect((left < right) == (index < other))
        #expect((left == right) == (index == other))
      }
    }
  }

  @Test func `is whole where there is no fraction`() {
    #expect(Number("12.0")?.integer == 12)
    #expect(Number("12.5")?.integer == nil)
  }
}
