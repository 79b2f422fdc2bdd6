// SPDX-License-Identifier: Apache-2.0

extension JSONValue {
  /// A duration as a number of seconds; `null` where there is none.
  ///
  /// - Parameter duration: any, or none.
  /// - Returns: a number or `null`.
  public static func seconds(_ duration: Duration?) -> JSONValue {
    guard let duration else { return .null }
    return .double(duration / .seconds(1))
  }

  /// A text, or `null` where there is none.
  ///
  /// - Parameter text: any, or none.
  /// - Returns: a string or `null`.
  public static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

  /// A whole number, or `null` where there is none.
  ///
  /// - Parameter number: any, or none.
  /// - Returns: a number or `null`.
  public static func optional(_ number: Int?) -> JSONValue { number.map { .int($0) } ?? .null }

  /// The document as JSON text of one line, without a line end.
  ///
  /// Members keep their order, and two of the same name are both written. Numbers that JSON does
  /// not know (infinite, not a number) become `null`. The text holds no control character, so that
  /// it may go to a terminal as it is.
  public var text: String {
    var writer = JSONWriter()
    writer.write(self)
    return writer.text
  }

  /// The document as JSON text with one member or element per line, each level indented by 2
  /// spaces.
  public var indentedText: String {
    var writer = JSONWriter(isIndented: true)
    writer.write(self)
    return writer.text
  }
}
