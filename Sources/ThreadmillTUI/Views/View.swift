// SPDX-License-Identifier: Apache-2.0

package import ThreadmillTerminal

/// Draws the model on a screen of that size.
///
/// Pure: the same model and size give the same grid.
///
/// - Complexity: O(cells) besides what ``update(_:_:)`` has already counted.
package func view(_ model: Model, size: ScreenSize) -> Grid {
  var canvas = Canvas(size, look: model.look)
  let sizeClass = SizeClass(size)
  guard sizeClass > .tiny else {
    TinyView(model: model).draw(on: &canvas)
    return canvas.grid
  }
  let keys = KeyLabels(model.context)
  Chrome(model: model, keys: keys).drawTop(on: &canvas)
  switch model.view {
  case .browse: BrowseView(model: model, keys: keys).draw(on: &canvas)
  case .run: RunView(model: model, keys: keys).draw(on: &canvas)
  case .log: LogView(model: model, keys: keys).draw(on: &canvas)
  }
  if model.help != nil { HelpView(model: model, context: keys.context).draw(on: &canvas) }
  if model.line != nil {
    CommandLineView(model: model, context: keys.context).draw(on: &canvas)
  } else {
    Chrome(model: model, keys: keys).drawBottom(on: &canvas)
  }
  return canvas.grid
}
