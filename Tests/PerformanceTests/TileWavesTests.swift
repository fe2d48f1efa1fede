import Performance
import Testing

@Suite("Tiles and waves")
struct TileWavesTests {
  private let h100 = TileWaves(tileRows: 128, tileColumns: 256, multiprocessors: 132)

  @Test("A product of 8,192 × 65,536 fills 125 waves of 132 multiprocessors to 99.3 %")
  func published() {
    #expect(h100.tiles(rows: 8_192, columns: 65_536) == 16_384)
    #expect(h100.waves(rows: 8_192, columns: 65_536) == 125)
    #expect(agree(h100.waveEfficiency(rows: 8_192, columns: 65_536), 16_384.0 / 16_500))
    #expect(h100.tiles(rows: 4_096, columns: 4_096) == 512)
    #expect(h100.waves(rows: 4_096, columns: 4_096) == 4)
    #expect(agree(h100.waveEfficiency(rows: 4_096, columns: 4_096), 512.0 / 528))
  }

  @Test("One row or column past whole tiles costs one more row or column of tiles")
  func step() {
    #expect(h100.paddingEfficiency(rows: 128, columns: 256) == 1)
    #expect(h100.tiles(rows: 129, columns: 256) == 2)
    #expect(agree(h100.paddingEfficiency(rows: 129, columns: 257), 129.0 * 257 / (4 * 128 * 256)))
  }

  @Test("More rows never take fewer waves, and efficiencies lie between 0 and 1")
  func monotone() {
    var last = 0
    for rows in 1...3_000 {
      let waves = h100.waves(rows: rows, columns: 5_000)
      #expect(waves >= last)
      last = waves
      for efficiency in [
        h100.waveEfficiency(rows: rows, columns: 5_000),
        h100.paddingEfficiency(rows: rows, columns: 5_000),
      ] { #expect(efficiency > 0 && efficiency <= 1) }
    }
    #expect(h100.waveEfficiency(rows: 0, columns: 5) == 0)
    #expect(
      TileWaves(tileRows: 128, tileColumns: 256, multiprocessors: 132, tilesAtOnce: 2)
        .waves(rows: 4_096, columns: 4_096) == 2)
  }
}
