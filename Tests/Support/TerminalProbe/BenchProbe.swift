// SPDX-License-Identifier: Apache-2.0
import Glibc
import ThreadmillTerminal

/// Moves bars for some seconds and reports what that cost: `bench LANES FPS SECONDS`.
enum BenchProbe {
  static func run(_ values: [Double]) throws {
    let (lanes, rate, seconds) = (Int(values[0]), values[1], values[2])
    var screen = try NcursesScreen(.current())
    let frames = Int(rate * seconds)
    var drawing = 0
    screen.present(Grid(screen.size))
    let bytesBefore = screen.bytesWritten
    for number in 0..<frames {
      let grid = frame(number, lanes: lanes, rate: rate, screen.size)
      let start = threadNanoseconds()
      screen.present(grid)
      drawing += threadNanoseconds() - start
      usleep(UInt32(1_000_000 / rate))
    }
    let bytes = screen.bytesWritten - bytesBefore
    screen.close()
    report(
      "present \(drawing / frames / 1000) us/frame, \(Double(drawing) / seconds / 1e7) % of a core, "
        + "\(Int(Double(bytes) / seconds)) B/s, \(screen.framesWritten) frames of \(frames)"
    )
  }

  private static func threadNanoseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  private static let blocks: [Unicode.Scalar] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]

  private static func frame(_ number: Int, lanes: Int, rate: Double, _ size: ScreenSize) -> Grid {
    var grid = Grid(size)
    grid.put(" threadmill  frame \(number)", x: 0, y: 0, style: Style(bold: true))
    for lane in 0..<min(lanes, size.rows - 3) {
      let speed = 0.2 * (0.5 + Double(lane * 7919 % 100) / 100)
      let position = Double(lane % 17) / 17 + Double(number) / rate * speed
      let done = Int(position)
      let part = position - Double(done)
      let y = lane + 2
      grid.put("w\(lane)", x: 0, y: y, style: Style(4))
      let eighths = Int(part * 240)
      for x in 0..<30 {
        let block = blocks[min(8, max(0, eighths - x * 8))]
        grid[6 + x, y] = Cell(block, style: Style(2))
      }
      grid.put("\(Int(part * 100))%", x: 37, y: y)
      grid.put("RUN  prime(\(100_003 + lane * 2 + done))", x: 42, y: y, style: Style(2))
      grid.put("done \(done)", x: 66, y: y)
    }
    return grid
  }
}
