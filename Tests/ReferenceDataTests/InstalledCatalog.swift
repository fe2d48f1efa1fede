import ReferenceData

/// The bundled catalog, read once for all suites.
let installed: Catalog = {
  do { return try Catalog.installed() } catch { fatalError("\(error)") }
}()
