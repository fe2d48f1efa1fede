import Foundation
import Testing

@Suite("What export rules make of a chip and a deal")
struct ClassifyTests {
  private func classify(
    _ arguments: String..., in folder: Folder? = nil
  ) throws -> Program.Outcome {
    try Program.run(["classify"] + arguments, in: folder ?? Folder())
  }

  @Test("The outcome comes first, then every number with its margin, then what was not judged")
  func report() throws {
    let free = try classify("h20", "--to", "china", "--on", "2024-06-01")
    free.expectEnd(code: 0)
    let lines = free.output.split(separator: "\n").map(String.init)
    #expect(lines[0] == "NVIDIA H20 96 GB to China, on 2024-06-01: free")
    #expect(lines[1].contains("nearest is r2023b: TPP 2368 TOPS × bit < 2400 (1.3 % below)"))
    #expect(free.output.contains("9.1 % below"))
    #expect(free.output.contains("not judged: end use"))

    let letter = try classify("h20", "--on", "2025-06-01", "2025-10-01")
    #expect(letter.output.contains("licence, case by case; none granted"))
    #expect(letter.output.contains("15 % of revenue as a fee"))
    #expect(letter.output.contains("buyers: their own government's policy"))
  }

  @Test("Deals elsewhere: a parent in China, a group with approval, a chip that is no US export")
  func deals() throws {
    let parent = try classify(
      "h100-sxm", "--to", "singapore", "--parent", "china", "--on", "2024-06-01")
    #expect(parent.output.contains("to Singapore, parent in China"))
    #expect(parent.output.contains("presumption of denial"))
    let gulf = try classify("h100-sxm", "--to", "AE", "--on", "2024-06-01")
    #expect(gulf.output.contains("presumption of approval"))
    let ascend = try classify("ascend-910c", "--on", "2026-02-01")
    #expect(ascend.output.contains("not a US export") && ascend.output.contains("r2025gp10"))
    #expect(ascend.output.contains("r2025foundry"))
  }

  @Test("A chip by bare numbers, alone or in the place of a catalog chip's own")
  func numbers() throws {
    let bare = try classify(
      "--tpp", "2352", "--die-area", "814 mm2", "--dram", "4 TB/s", "--io", "1028 GB/s",
      "--data-centre", "yes", "--on", "2024-06-01")
    #expect(bare.output.hasPrefix("this chip to China, on 2024-06-01: free"))
    let changed = try classify("h20", "--tpp", "2400", "--on", "2024-06-01")
    #expect(changed.output.contains("notice, 25 days ahead"))
    let unknown = try classify("--tpp", "3000", "--data-centre", "yes", "--on", "2024-06-01")
    #expect(unknown.output.contains("undetermined: free, or licence, presumption of denial"))
    #expect(unknown.output.contains("unknown: performance density"))
  }

  @Test("Rules are left out, moved and added")
  func rules() throws {
    let without = try classify(
      "a800-80-sxm", "--on", "2024-06-01", "--without", "r2023a", "--without", "r2023b")
    // The rule of 2022 goes on, and does not catch its I/O.
    #expect(without.output.contains(": free"))
    #expect(without.output.contains("r2022 "))
    let earlier = try classify(
      "a800-80-sxm", "--on", "2022-12-01", "--change", "r2023a begins 2022-10-21")
    #expect(earlier.output.contains("presumption of denial"))
    let folder = try Folder()
    try folder.write(
      """
      rules:
        mine:
          title: Mine
          status: in force
          jurisdiction: us
          subject: chip
          effective: 2024-01-01
          to: [china]
          when:
            - memory-bandwidth-at-least: 3 TB/s
          outcome: licence-denial
      """, to: "mine.yaml")
    let own = try classify("h20", "--on", "2024-06-01", "--rules", "mine.yaml", in: folder)
    #expect(own.output.contains("Mine: memory bandwidth 4000 GB/s ≥ 3000 (33 % above)"))
  }

  @Test("Days of which nothing is known, and changes that change nothing, are told")
  func remarks() throws {
    let late = try classify("h20", "--on", "2040-01-01")
    #expect(late.output.contains("rules as known on 20"))
    let early = try classify("h20", "--on", "2010-01-01", "--format", "csv")
    #expect(early.errors.contains("the first of these rules binds from"))
    let now = try classify("h20", "--on", "2024-06-01", "--change", "r2023a.tpp from 4800 to 4800")
    #expect(now.errors.contains("changes nothing") && !now.output.contains("rules as known on"))
  }

  @Test("A chip of which marketing is not stated has its nearest rule, and is told what is unknown")
  func invented() throws {
    let bare = try classify("--tpp", "1550", "--die-area", "262 mm2", "--on", "2024-06-01")
    #expect(bare.output.contains("nearest is r2023"))
    #expect(bare.output.contains("taken as unknown: whether it is designed or marketed"))
    let near = try classify(
      "--tpp", "1550", "--die-area", "262 mm2", "--near-misses", "--on", "2024-06-01")
    #expect(near.output.contains("r2023a"))
  }

  @Test("All chips at once, their near misses, and every form of the tables")
  func tables() throws {
    let all = try classify("--all", "--on", "2024-06-01", "--format", "csv")
    let rows = all.output.split(separator: "\n")
    #expect(rows.first == "chip,date,outcome,rule,margin [%],reason" && rows.count > 70)
    #expect(
      rows.contains {
        $0.hasPrefix("h100-sxm,2024-06-01,\"licence, presumption of denial\",r2023a")
      })
    let spells = try classify("--all", "--format", "csv")
    #expect(spells.output.contains("a800-80-sxm,2022-01-01,2023-10-22,free"))
    let near = try classify("--all", "--near-misses", "--on", "2024-06-01", "--format", "csv")
    #expect(near.output.contains("h20,2024-06-01,r2023b"))
    #expect(!near.output.contains("h100-sxm"))
    let json = try classify("h20", "--on", "2024-06-01", "--format", "json")
    _ = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
  }

  @Test("A file of deals gives id, rule, outcome, margin and reason, and every slip with its line")
  func batch() throws {
    let folder = try Folder()
    try folder.write(
      """
      id,chip,to,parent,date,tpp,die-area,data-centre,quantity
      a,h20,china,,2024-06-01,,,,
      b,h100-sxm,singapore,china,2024-06-01,,,,8
      c,,china,,2024-06-01,5000,800 mm2,yes,
      """, to: "deals.csv")
    let good = try classify("--from", "deals.csv", "--format", "csv", in: folder)
    good.expectEnd(code: 0)
    let lines = good.output.split(separator: "\n").map(String.init)
    #expect(lines[0] == "id,chip,to,quantity,date,rule,outcome,margin [%],reason")
    #expect(lines[1].hasPrefix("a,h20,China,1,2024-06-01,,free,-1.33333,"))
    #expect(lines[2].hasPrefix("b,h100-sxm,Singapore,8,2024-06-01,r2023hq,"))
    #expect(lines[3].hasPrefix("c,this chip,China,1,2024-06-01,r2023a,"))

    try folder.write(
      """
      id,chip,to,date,quantity
      a,h10O,china,2024-06-31,1
      b,h20,atlantis,2024-06-01,1
      c,h20,china,2024-06-01,none
      d,,china,2024-06-01,1
      """, to: "bad.csv")
    let bad = try classify("--from", "bad.csv", in: folder)
    bad.expectRefusal(
      code: 3, "bad.csv:2", "no accelerator is named \"h10O\"", fix: "did you mean \"h100-sxm\"?")
    for message in [
      "bad.csv:2: date: \"2024-06-31\": 2024-06 has 30 days, not 31",
      "bad.csv:3: to: no country is named \"atlantis\"", "bad.csv:4: quantity: \"none\"",
      "bad.csv:5: the deal names no chip",
    ] {
      #expect(bad.errors.contains(message), "\(bad.errors)")
    }
    for (wrong, right) in [
      ("destination", "to"), ("Quantity", "quantity"), ("die_area", "die-area"),
    ] {
      try folder.write("chip,\(wrong)\nh20,1\n", to: "bad.csv")
      try classify("--from", "bad.csv", in: folder).expectRefusal(
        code: 3, "bad.csv:1", wrong, fix: "did you mean \"\(right)\"?")
    }
    try folder.write("chip,colour\nh20,blue\n", to: "bad.csv")
    try classify("--from", "bad.csv", in: folder).expectRefusal(
      code: 3, "bad.csv:1", "no column of a file of deals is named \"colour\"", fix: "expected")
  }

  @Test(
    "A slip on the command line is told with what would do",
    arguments: [
      (["h10O"], "no accelerator is named \"h10O\"", "did you mean \"h100-sxm\"?"),
      (["h20", "--to", "chna"], "--to: no country is named \"chna\"", "\"china\"?"),
      (["h20", "--on", "2024-02-30"], "2024-02 has 29 days, not 30", "a day from 01 to 29"),
      (["h20", "--with", "p-gian"], "no rule is named \"p-gian\"", "\"p-gain\"?"),
      (["h20", "--change", "r2023a.tpp to 4000"], "say which one moves", "r2023a.tpp from 1600"),
      (
        ["h20", "--change", "r2023b ends 2022-01-01"], "before it begins to bind",
        "from 2023-11-17 on"
      ),
      (["h20", "--listed-ownership", "150%"], "150% is out of range", "0 % to 100 %"),
      (["h20", "--listed-ownership", "50"], "50 is out of range", "\"50%\"?"),
      (["--tpp", "3000", "--die-area", "0 mm2"], "--die-area", "an area above zero"),
      (["--tpp", "-5"], "--tpp: -5 is out of range", "at least 0"),
      (["--tpp=-5"], "--tpp: -5 is out of range", "at least 0"),
    ])
  func slips(_ arguments: [String], _ message: String, _ fix: String) throws {
    let outcome = try Program.run(["classify"] + arguments, in: Folder())
    outcome.expectEnd(code: 2)
    #expect(outcome.output.isEmpty, "standard output carries results only")
    #expect(outcome.errors.contains(message) && outcome.errors.contains(fix), "\(outcome.errors)")
  }
}
