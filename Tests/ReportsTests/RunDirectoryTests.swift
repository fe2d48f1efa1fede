import Foundation
import Testing

@testable import Reports

@Suite("The folder of a run")
struct RunDirectoryTests {
  @Test("A folder is made with those above it, and files in it too")
  func made() throws {
    let scratch = try Scratch()
    let folder = try RunDirectory.create(at: scratch.path + "/a/b")
    try folder.write("x,y\n", to: "tables/one.csv")
    #expect(try scratch.text(of: "a/b/tables/one.csv") == "x,y\n")
    #expect(try folder.listedNames() == ["tables/one.csv"])
  }

  @Test("A folder with files is refused, and nothing in it changes")
  func neverOverwritten() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/run"
    try RunDirectory.create(at: path).write("old", to: "report.md")
    let before = try scratch.names(in: "run")
    #expect(throws: RunDirectoryError.notEmpty(path: path)) { try RunDirectory.create(at: path) }
    #expect(try scratch.names(in: "run") == before)
    #expect(try scratch.text(of: "run/report.md") == "old")
    let message = "\(RunDirectoryError.notEmpty(path: path))"
    #expect(message.contains(path) && message.contains("--out") && message.contains("--force"))
  }

  @Test("Replacing a run removes what it wrote and nothing else")
  func replaced() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/run"
    let old = try RunDirectory.create(at: path)
    try old.write("old", to: "report.md")
    try old.write("old", to: "figures/a.csv")
    try "mine".write(toFile: path + "/notes.txt", atomically: true, encoding: .utf8)
    let new = try RunDirectory.create(at: path, occupied: .replace)
    #expect(try scratch.names(in: "run") == [RunDirectory.inventory, "figures", "notes.txt"])
    #expect(try scratch.names(in: "run/figures").isEmpty)
    #expect(try new.listedNames().isEmpty)
  }

  @Test("A folder that no run wrote is not touched, whatever is allowed")
  func foreign() throws {
    let scratch = try Scratch()
    try "mine".write(toFile: scratch.path + "/thesis.tex", atomically: true, encoding: .utf8)
    #expect(throws: RunDirectoryError.notARunDirectory(path: scratch.path)) {
      try RunDirectory.create(at: scratch.path, occupied: .replace)
    }
    #expect(throws: RunDirectoryError.notARunDirectory(path: scratch.path)) {
      try RunDirectory.open(at: scratch.path)
    }
    #expect(try scratch.names() == ["thesis.tex"])
  }

  @Test("A file on the path is named")
  func fileInTheWay() throws {
    let scratch = try Scratch()
    let file = scratch.path + "/file"
    try "x".write(toFile: file, atomically: true, encoding: .utf8)
    #expect(throws: RunDirectoryError.notADirectory(path: file)) {
      try RunDirectory.create(at: file)
    }
    #expect(throws: RunDirectoryError.notADirectory(path: file + "/run")) {
      try RunDirectory.create(at: file + "/run")
    }
    #expect(throws: RunDirectoryError.missing(path: scratch.path + "/none")) {
      try RunDirectory.open(at: scratch.path + "/none")
    }
  }

  @Test(
    "Names lead nowhere else",
    arguments: ["", "../x", "/etc/x", "a//b", ".hidden", "a/../b", "a\nb"])
  func names(name: String) throws {
    let scratch = try Scratch()
    let folder = try RunDirectory.create(at: scratch.path + "/run")
    #expect(throws: RunDirectoryError.nameNotAllowed(name)) { try folder.write("x", to: name) }
  }

  @Test("Where a file cannot be written the old one stays and no part of the new one is left")
  func atomic() throws {
    let scratch = try Scratch()
    let folder = try RunDirectory.create(at: scratch.path + "/run")
    try FileManager.default.createDirectory(
      atPath: scratch.path + "/run/taken", withIntermediateDirectories: true)
    #expect(throws: RunDirectoryError.notADirectory(path: scratch.path + "/run/taken")) {
      try folder.write("x", to: "taken")
    }
    try folder.write("old", to: "kept")
    // A limit on the size of files stands for a disk that is full half-way.
    let partial = FileSystem.partialPath(of: scratch.path + "/run/kept")
    try FileManager.default.createDirectory(atPath: partial, withIntermediateDirectories: true)
    #expect(throws: RunDirectoryError.self) { try folder.write("new", to: "kept") }
    try FileManager.default.removeItem(atPath: partial)
    #expect(try scratch.text(of: "run/kept") == "old")
    #expect(try scratch.names(in: "run") == [RunDirectory.inventory, "kept", "taken"])
  }

  @Test(
    "A full device is reported as such",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func fullDevice() throws {
    let descriptor = open("/dev/full", O_WRONLY)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    #expect(throws: RunDirectoryError.full(path: "run/a")) {
      try FileSystem.put([1, 2, 3], into: descriptor, path: "run/a")
    }
  }

  @Test(
    "Refusals of the system are told apart",
    arguments: [
      (EACCES, RunDirectoryError.permissionDenied(path: "p")), (EROFS, .readOnly(path: "p")),
      (ENOSPC, .full(path: "p")), (ENOTDIR, .notADirectory(path: "p")),
      (ENOENT, .missing(path: "p")),
    ])
  func refusals(code: Int32, error: RunDirectoryError) {
    #expect(FileSystem.refusal(code, "p") == error)
    #expect(error.description.hasPrefix("p "))
  }

  @Test("A folder without permission is refused as such", .enabled(if: geteuid() != 0))
  func noPermission() throws {
    let scratch = try Scratch()
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: scratch.path)
    #expect(throws: RunDirectoryError.permissionDenied(path: scratch.path + "/run")) {
      try RunDirectory.create(at: scratch.path + "/run")
    }
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: scratch.path)
  }
}
