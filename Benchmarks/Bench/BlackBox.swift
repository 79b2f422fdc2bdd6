// SPDX-License-Identifier: Apache-2.0

/// What the optimizer must not look into.
enum BlackBox {
  /// The value itself, of which the compiler knows nothing any more: it can neither compute ahead
  /// what depends on it nor find two calls to be the same.
  @inline(never) @_optimize(none) static func hide<Value>(_ value: Value) -> Value { value }

  /// Uses the value, so that what computes it is not thrown away.
  @inline(never) @_optimize(none) static func keep<Value>(_ value: Value) {}
}
