/// The tiles into which a matrix product falls and the waves in which they run (Eqs. 3.5 and 3.6).
///
///     tiles = ⌈m/T_m⌉·⌈n/T_n⌉,  waves = ⌈tiles / (multiprocessors · tiles at once)⌉
///     η_wave = tiles / (waves · multiprocessors · tiles at once)
///     η_pad  = m·n / (tiles · T_m · T_n)
///
/// Every multiprocessor computes whole tiles: the last wave and the last row and column of tiles
/// are partly idle (NVIDIA, "Matrix Multiplication Background User's Guide"). Good for judging one
/// shape on one tile, such as why a hidden size just past a multiple of the tile is slow.
///
/// Predictions do not use it. On 3,945 timed products of A100, H100 and B200 the best of seven tiles
/// with whole waves predicted shapes left out of the fit within 0.05 to 0.09 (median |ln ratio|),
/// the smooth `u/(u + u½)` of ``ProductEfficiency`` within 0.06 to 0.09, with smaller errors at the
/// 90th percentile on A100: libraries choose tiles, split `k` and overlap waves so that the steps of
/// one tile rarely show. Ignores splitting of `k`.
public struct TileWaves: Sendable, Hashable {
  public let tileRows: Int
  public let tileColumns: Int
  public let multiprocessors: Int
  /// Tiles that one multiprocessor holds at a time.
  public let tilesAtOnce: Int

  public init(tileRows: Int, tileColumns: Int, multiprocessors: Int, tilesAtOnce: Int = 1) {
    precondition(
      tileRows >= 1 && tileColumns >= 1 && multiprocessors >= 1 && tilesAtOnce >= 1,
      "\(tileRows) × \(tileColumns) tiles, \(tilesAtOnce) on each of \(multiprocessors)")
    self.tileRows = tileRows
    self.tileColumns = tileColumns
    self.multiprocessors = multiprocessors
    self.tilesAtOnce = tilesAtOnce
  }

  /// Tiles of a result of `rows × columns`.
  public func tiles(rows: Int, columns: Int) -> Int {
    rows.dividedRoundingUp(by: tileRows) * columns.dividedRoundingUp(by: tileColumns)
  }

  /// Rounds in which the multiprocessors compute all tiles; the last one may be partly idle.
  public func waves(rows: Int, columns: Int) -> Int {
    tiles(rows: rows, columns: columns).dividedRoundingUp(by: multiprocessors * tilesAtOnce)
  }

  /// η_wave, the share of the multiprocessors that work, in the mean over the waves; 0 of nothing.
  public func waveEfficiency(rows: Int, columns: Int) -> Double {
    let waves = waves(rows: rows, columns: columns)
    guard waves > 0 else { return 0 }
    return Double(tiles(rows: rows, columns: columns))
      / Double(waves * multiprocessors * tilesAtOnce)
  }

  /// η_pad, the share of the tiles' elements that belong to the result; 0 of nothing.
  public func paddingEfficiency(rows: Int, columns: Int) -> Double {
    let tiles = tiles(rows: rows, columns: columns)
    guard tiles > 0 else { return 0 }
    return Double(rows) * Double(columns) / (Double(tiles) * Double(tileRows * tileColumns))
  }
}
