/// Numbers for pieces of text, so that comparing two costs one comparison of numbers.
///
/// Equal bytes have equal numbers; the numbers themselves mean nothing.
struct TokenNumbers {
  private var numbers: [ArraySlice<UInt8>: Int] = [:]

  mutating func number(_ bytes: ArraySlice<UInt8>) -> Int {
    let next = numbers.count
    let number = numbers[bytes, default: next]
    if number == next { numbers[bytes] = next }
    return number
  }

  mutating func numbers(of words: Words) -> [Int] {
    words.pieces.map { number(words.bytes[$0.range]) }
  }

  mutating func numbers(of paragraphs: Paragraphs) -> [Int] {
    paragraphs.items.map { number(paragraphs.bytes[$0.content]) }
  }
}
