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
  let context = model.context
  Chrome(model: model, context: context).drawTop(on: &canvas)
  switch model.view {
  case .browse: BrowseView(model: model, context: context).draw(on: &canvas)
  case .run: RunView(model: model, context: context).draw(on: &canvas)
  case .log: LogView(model: model).draw(on: &canvas)
  }
  if model.help != nil { HelpView(model: model, context: context).draw(on: &canvas) }
  if model.line != nil {
    CommandLineView(model: model, context: context).draw(on: &canvas)
  } else {
    Chrome(model: model, context: context).drawBottom(on: &canvas)
  }
  return canvas.grid
}
