import Hardware
import ReferenceData
import Training
extension Catalog {
  func defaultReliability(for accelerator: Accelerator) -> String? { nil }
  func reliability(_ name: String) throws(CatalogError) -> Reliability { .perfect }
}
