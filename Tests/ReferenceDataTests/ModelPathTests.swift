import Foundation
import LanguageModels
import ReferenceData
import Testing

@Suite("A model's own file gives it a name")
struct ModelPathTests {
  @Test("It is named after its folder, or after the file where that says more")
  func names() throws {
    let files = FileManager.default
    let root = files.temporaryDirectory.appendingPathComponent("own-\(UUID().uuidString)")
    let folder = root.appendingPathComponent("tiny-llama")
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? files.removeItem(at: root) }
    for name in ["config.json", "other.json"] {
      try HuggingFaceExamples.llama.write(
        to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
    let expected = [
      "/config.json": "tiny-llama", "": "tiny-llama", "/": "tiny-llama",
      "/./config.json": "tiny-llama", "/../tiny-llama/config.json": "tiny-llama",
      "/other.json": "other",
    ]
    for (ending, name) in expected {
      let model = try installed.model(folder.path + ending)
      #expect(model.name == name && model.title == name, "\(ending)")
    }
    // A relative path is resolved before a name is taken from it.
    let here = files.currentDirectoryPath
    let up = String(repeating: "../", count: here.split(separator: "/").count)
    let relative = up + folder.path.dropFirst()
    #expect(try installed.model(relative + "/./config.json").name == "tiny-llama")
    #expect(throws: CatalogError.self) { try installed.model(root.path) }
  }
}
