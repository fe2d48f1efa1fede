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

  /// Forty rows made up for this test: no measurement stands behind their values.
  private static func rows(model: String = "llama-3.1-8b") -> String {
    let heading =
      "id,accelerator,engine,model,load,concurrency,requests,tensor,prompt_tokens,output_tokens,"
      + "metric,value,source\n"
    return heading
      + (0..<40).map { index in
        let clients = 1 + index % 10
        return "\(index),h100-sxm,vllm-0.12.0,\(model),closed,\(clients),20,1,"
          + "\(128 * (1 + index / 20)),8,tpot_ms_mean,\(7 + clients),\(index % 20 / 10)\n"
      }.joined()
  }

  @Test("What the file could not say is told before anything is fitted")
  func unwritable() throws {
    let folder = try Folder()
    try folder.write(Self.rows(), to: "rows.csv")
    let cases: [(options: [String], code: Int32, words: String)] = [
      (["--out", "own.yaml", "--date", "nonsense"], 2, "a date such as 2026"),
      (["--out", "own.yaml", "--name", "sglang-0.5"], 3, "is already defined"),
      (["--out", "own.yaml", "--name", "a b: {c"], 2, "--name"),
      (["--out", "own.yaml", "--name", ""], 2, "--name"),
      (["--out", "own.yaml", "--source", " "], 2, "--source is empty"),
      (["--out", "no/own.yaml"], 2, "its folder is not there"),
    ]
    for (options, code, words) in cases {
      let end = try Program.run(
        ["calibrate-engine", "vllm-0.12", "--serving", "rows.csv"] + options, in: folder)
      end.expectEnd(code: code)
      #expect(end.errors.contains(words) && end.output.isEmpty, "\(options): \(end.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/own.yaml"))
  }

  @Test("Rows of which none can be predicted are no fit and no file")
  func unpredictable() throws {
    let folder = try Folder()
    try folder.write(Self.rows(model: "no-such-model"), to: "rows.csv")
    let end = try Program.run(
      ["calibrate-engine", "vllm-0.12", "--serving", "rows.csv", "--out", "own.yaml"], in: folder)
    end.expectEnd(code: 6)
    #expect(end.errors.contains("0 values can be predicted"), "\(end.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/own.yaml"))
  }

  @Test("The file is read whatever its source says, and does not depend on threads")
  func file() throws {
    let folder = try Folder()
    try folder.write(Self.rows(), to: "rows.csv")
    for jobs in ["1", "4"] {
      try Program.run(
        [
          "calibrate-engine", "vllm-0.12", "--serving", "rows.csv", "--out", "own\(jobs).yaml",
          "--jobs", jobs, "--source", "my \"lab\" \\x: {a\nnew line", "--date", "2026-11",
        ], in: folder
      ).expectEnd(code: 0)
    }
    let text = try folder.text(of: "own1.yaml")
    #expect(try folder.text(of: "own4.yaml") == text)
    #expect(text.contains("errors of the fit: tpot_ms_mean "), "\(text)")
    let estimate = try Program.run(
      [
        "estimate", "--model", "llama-3.1-8b", "--accelerator", "h100-sxm", "--engine",
        "vllm-0.12-own", "--catalog", "own1.yaml",
      ], in: folder)
    estimate.expectEnd(code: 0)
    #expect(estimate.output.contains("vllm-0.12-own"))
  }
}
