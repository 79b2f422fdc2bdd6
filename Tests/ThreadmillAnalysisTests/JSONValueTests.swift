// SPDX-License-Identifier: Apache-2.0
import Testing
import ThreadmillAnalysis

@Suite struct JSONValueTests {
  @Test func `members keep their order and names may repeat`() {
    let value = JSONValue.object([
      ("zebra", .int(1)), ("ant", .array([.null, .bool(true), .bool(false)])), ("zebra", .int(2)),
    ])
    #expect(value.text == #"{"zebra": 1, "ant": [null, true, false], "zebra": 2}"#)
  }

  @Test(arguments: [
    ("plain", "\"plain\""), ("", "\"\""), ("a\"b\\c", #""a\"b\\c""#), ("\n\r\t", #""\n\r\t""#),
    ("\u{0}\u{1B}[2J", #""\u0000\u001b[2J""#), ("\u{7F}\u{9B}", #""\u007f\u009b""#),
    ("\u{2028}", #""\u2028""#), ("→ 16 𝄞", "\"→ 16 𝄞\""), ("\r\n", #""\r\n""#),
  ]) func `strings are escaped`(string: String, text: String) {
    #expect(JSONValue.string(string).text == text)
  }

  @Test(arguments: [
    (0.1, "0.1"), (5.0, "5.0"), (-0.0, "-0.0"), (1e-7, "1e-07"), (1e300, "1e+300"),
    (.nan, "null"), (.infinity, "null"), (-.infinity, "null"),
  ]) func `numbers are what JSON knows`(number: Double, text: String) {
    #expect(JSONValue.double(number).text == text)
  }

  @Test func `whole numbers keep every digit`() {
    #expect(JSONValue.int(.max).text == "9223372036854775807")
    #expect(JSONValue.int(.min).text == "-9223372036854775808")
  }

  @Test func `durations are seconds`() {
    #expect(JSONValue.seconds(.milliseconds(301)).text == "0.301")
    #expect(JSONValue.seconds(nil).text == "null")
    #expect(JSONValue.seconds(.zero).text == "0.0")
  }

  @Test func `what is missing is null`() {
    #expect(JSONValue.optional("workers").text == "\"workers\"")
    #expect(JSONValue.optional(String?.none).text == "null")
    #expect(JSONValue.optional(Int?.none).text == "null")
  }

  @Test func `indented text has a line per member`() {
    let value = JSONValue.object([("a", .array([.int(1), .int(2)])), ("b", .object([]))])
    #expect(
      value.indentedText == """
        {
          "a": [
            1,
            2
          ],
          "b": {}
        }
        """
    )
  }
}
