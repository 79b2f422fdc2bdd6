// SPDX-License-Identifier: Apache-2.0

/// A strict reader of JSON: tests must not take the writer's word for it.
///
/// Source: RFC 8259 (2017).
struct JSONReader {
  /// A document; objects keep the order of their members.
  indirect enum Value: Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([Value])
    case object([Member])

    subscript(_ name: String) -> Value? {
      guard case .object(let members) = self else { return nil }
      return members.first { $0.name == name }?.value
    }

    var names: [String] {
      guard case .object(let members) = self else { return [] }
      return members.map(\.name)
    }

    var elements: [Value] {
      guard case .array(let elements) = self else { return [] }
      return elements
    }
  }

  struct Member: Equatable {
    var name: String
    var value: Value
  }

  struct Failure: Error { var at: Int }

  private let bytes: [UInt8]
  private var index = 0

  private init(_ text: String) { bytes = Array(text.utf8) }

  /// Reads exactly one document.
  static func read(_ text: String) throws -> Value {
    var reader = JSONReader(text)
    let value = try reader.value()
    reader.skipBlanks()
    guard reader.index == reader.bytes.count else { throw Failure(at: reader.index) }
    return value
  }

  private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func skipBlanks() {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { index += 1 }
  }

  private mutating func expect(_ text: StaticString) throws {
    for byte in text.description.utf8 {
      guard next == byte else { throw Failure(at: index) }
      index += 1
    }
  }

  private mutating func value() throws -> Value {
    skipBlanks()
    switch next {
    case UInt8(ascii: "n"):
      try expect("null")
      return .null
    case UInt8(ascii: "t"):
      try expect("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try expect("false")
      return .bool(false)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "["): return .array(try list(to: "]") { try $0.value() })
    case UInt8(ascii: "{"):
      return .object(
        try list(to: "}") { reader in
          reader.skipBlanks()
          let name = try reader.string()
          reader.skipBlanks()
          try reader.expect(":")
          return Member(name: name, value: try reader.value())
        }
      )
    default: return .number(try number())
    }
  }

  private mutating func list<Element>(
    to end: Unicode.Scalar,
    _ element: (inout JSONReader) throws -> Element
  ) throws -> [Element] {
    index += 1
    skipBlanks()
    var elements: [Element] = []
    let last = UInt8(ascii: end)
    if next == last {
      index += 1
      return elements
    }
    while true {
      elements.append(try element(&self))
      skipBlanks()
      if next == last {
        index += 1
        return elements
      }
      try expect(",")
    }
  }

  private mutating func string() throws -> String {
    try expect("\"")
    var result: [UInt8] = []
    while let byte = next {
      index += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: result, as: UTF8.self)
      case UInt8(ascii: "\\"): result += try escape().utf8
      case 0..<0x20: throw Failure(at: index)
      default: result.append(byte)
      }
    }
    throw Failure(at: index)
  }

  private mutating func escape() throws -> String {
    guard let byte = next else { throw Failure(at: index) }
    index += 1
    switch Unicode.Scalar(byte) {
    case "\"": return "\""
    case "\\": return "\\"
    case "/": return "/"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "u":
      guard index + 4 <= bytes.count,
        let code = UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16),
        let scalar = Unicode.Scalar(code)
      else { throw Failure(at: index) }
      index += 4
      return String(Character(scalar))
    default: throw Failure(at: index)
    }
  }

  private mutating func number() throws -> Double {
    let start = index
    while let byte = next, "+-.eE0123456789".utf8.contains(byte) { index += 1 }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    guard let number = Double(text), text.first != "+", text.first != "." else {
      throw Failure(at: start)
    }
    return number
  }
}
