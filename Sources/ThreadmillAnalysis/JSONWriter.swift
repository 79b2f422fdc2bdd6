// SPDX-License-Identifier: Apache-2.0

/// Turns values into JSON text.
///
/// Source: RFC 8259 (2017).
struct JSONWriter {
  private(set) var text = ""
  private let isIndented: Bool
  private var depth = 0

  init(isIndented: Bool = false) { self.isIndented = isIndented }

  mutating func write(_ value: JSONValue) {
    switch value {
    case .null: text += "null"
    case .bool(let isTrue): text += isTrue ? "true" : "false"
    case .int(let number): text += String(number)
    case .double(let number): text += number.isFinite ? String(number) : "null"
    case .string(let string): writeQuoted(string)
    case .array(let elements):
      writeList(elements, between: ("[", "]")) { $0.write($1) }
    case .object(let members):
      writeList(members, between: ("{", "}")) { writer, member in
        writer.writeQuoted(member.name)
        writer.text += ": "
        writer.write(member.value)
      }
    }
  }

  private mutating func writeList<Element>(
    _ elements: [Element],
    between brackets: (open: String, close: String),
    _ writeElement: (inout JSONWriter, Element) -> Void
  ) {
    text += brackets.open
    depth += 1
    for (index, element) in elements.enumerated() {
      if index > 0 { text += isIndented ? "," : ", " }
      breakLine()
      writeElement(&self, element)
    }
    depth -= 1
    if !elements.isEmpty { breakLine() }
    text += brackets.close
  }

  private mutating func breakLine() {
    guard isIndented else { return }
    text += "\n" + String(repeating: "  ", count: depth)
  }

  private mutating func writeQuoted(_ string: String) {
    text += "\""
    for scalar in string.unicodeScalars { writeEscaped(scalar) }
    text += "\""
  }

  private mutating func writeEscaped(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\"": text += "\\\""
    case "\\": text += "\\\\"
    case "\n": text += "\\n"
    case "\r": text += "\\r"
    case "\t": text += "\\t"
    // The standard asks for the first range only. DEL and the second range would act on a terminal,
    // and the two separators end a line in older JavaScript.
    case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
      let digits = String(scalar.value, radix: 16)
      text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: text.unicodeScalars.append(scalar)
    }
  }
}
