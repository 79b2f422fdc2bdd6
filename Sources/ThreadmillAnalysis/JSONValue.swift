// SPDX-License-Identifier: Apache-2.0

/// A JSON document as a value; objects keep the order of their members.
public enum JSONValue: Sendable {
  /// `null`
  case null
  /// `true` or `false`
  case bool(Bool)
  /// A whole number.
  case int(Int)
  /// A number; values that JSON cannot express are written as `null`.
  case double(Double)
  /// A string.
  case string(String)
  /// An array.
  case array([JSONValue])
  /// An object; names are written in this order.
  case object([(name: String, value: JSONValue)])
}
