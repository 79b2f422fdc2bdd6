// SPDX-License-Identifier: Apache-2.0

/// Cuts a stream of bytes into lines.
struct LineSplitter {
  private let source: CapturedLine.Source
  private var fragment: [UInt8] = []

  /// A line longer than this is given in pieces: memory stays bounded whatever is printed.
  private static let longest = 4096

  init(_ source: CapturedLine.Source) { self.source = source }

  /// Whether the beginning of a line waits for its end.
  var hasFragment: Bool { !fragment.isEmpty }

  /// Takes bytes and gives every line that they end.
  mutating func append(_ bytes: some Collection<UInt8>, to ring: LineRing) {
    var rest = bytes[...]
    while let end = rest.firstIndex(of: 0x0A) {
      collect(rest[..<end], ring)
      if fragment.isEmpty {
        ring.append(CapturedLine(source: source, text: ""))
      } else {
        flush(to: ring)
      }
      rest = rest[rest.index(after: end)...]
    }
    collect(rest, ring)
  }

  /// Adds to the line that is being collected, and gives what is too long of it.
  private mutating func collect(_ bytes: some Collection<UInt8>, _ ring: LineRing) {
    var rest = bytes[...]
    while fragment.count + rest.count > Self.longest {
      let room = Self.longest - fragment.count
      fragment += rest.prefix(room)
      rest = rest.dropFirst(room)
      flush(to: ring)
    }
    fragment += rest
  }

  /// Gives the beginning of a line although its end has not come.
  mutating func flush(to ring: LineRing) {
    guard hasFragment else { return }
    if fragment.last == 0x0D { fragment.removeLast() }
    ring.append(CapturedLine(source: source, text: String(decoding: fragment, as: UTF8.self)))
    fragment = []
  }
}
