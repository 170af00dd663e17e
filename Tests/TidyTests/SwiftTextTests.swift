import Testing

@Suite struct `A Swift file taken apart` {
  @Test func `keeps code, comments and literals in their places`() {
    let text = SwiftText("let a = \"b // c\" // d\nlet e = 1 /* f\n g */ + 2\n")
    #expect(text.code == "let a = \"      \"     \nlet e = 1     \n      + 2\n")
    #expect(text.comments == "                 // d\n          /* f\n g */    \n")
    #expect(text.literals == [SwiftText.Literal(line: 1, text: "b // c")])
  }

  @Test func `reads an interpolation as code`() {
    let text = SwiftText(#"let a = "b \(c("d")) e" + f"#)
    #expect(text.code == #"let a = "  \(c(" "))  " + f"#)
    #expect(text.literals.map(\.text) == ["d", "b  e"])
  }

  @Test func `knows raw and multi-line literals`() {
    let text = SwiftText("a(#\"b \"c\" \\(d)\"#)\nlet e = \"\"\"\n  f \"g\" // h\n  \"\"\"\ni()\n")
    #expect(text.literals.map(\.text) == ["b \"c\" \\(d)", "\n  f \"g\" // h\n  "])
    #expect(text.comments.allSatisfy { $0 == " " || $0 == "\n" })
    #expect(text.code.hasSuffix("\ni()\n"))
  }

  @Test func `knows an escaped quote, an empty text and a name between backticks`() {
    let text = SwiftText("a(\"\\\"\", \"\")\nfunc `says \"no\" {`() { b }\n")
    #expect(text.literals.map(\.text) == ["\\\"", ""])
    #expect(text.code.hasSuffix("func ____________ () { b }\n"))
  }
}
