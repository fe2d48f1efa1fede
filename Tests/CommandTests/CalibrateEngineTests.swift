import Foundation
import Testing

@Suite("Host times of one's own engine")
struct CalibrateEngineTests {
  @Test("An engine, a file or rows that are not there are told, and nothing is written")
  func refusals() throws {
    let folder = try Folder()
    try folder.write(
      "id,accelerator,engine,model,load,prompt_tokens,output_tokens,metric,value\n", to: "few.csv")
    let few = try Program.run(
      ["calibrate-engine", "vllm-0.14", "--serving", "few.csv", "--out", "own.yaml"], in: folder)
    #expect(few.errors.contains("few.csv") || few.errors.contains("too few"), "\(few.errors)")
    let none = try Program.run(["calibrate-engine", "vlm-0.14"], in: folder)
    none.expectEnd(code: 2)
    #expect(none.errors.contains("vllm-0.14"), "\(none.errors)")
    let missing = try Program.run(
      ["calibrate-engine", "vllm-0.14", "--serving", "no.csv"], in: folder)
    missing.expectEnd(code: 3)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/own.yaml"))
  }
}
