import Documents
import Foundation
import Testing

@Suite("Files")
struct FileTests {
  /// Runs `body` in a fresh folder and removes it.
  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("bessemer-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }

  @Test("A file is read under the name it is given")
  func reads() throws {
    try inFolder { folder in
      let path = folder + "/serve.yaml"
      try Data("seed: 7\n".utf8).write(to: URL(fileURLWithPath: path))
      let document = try Document(contentsOf: path, named: "serve.yaml")
      #expect(document.root["seed"]?.location.description == "serve.yaml:1:7")
      #expect(try Document(contentsOf: URL(fileURLWithPath: path)).name == path)
    }
  }

  @Test("A missing file names its nearest neighbour")
  func missing() throws {
    try inFolder { folder in
      try Data("a: 1".utf8).write(to: URL(fileURLWithPath: folder + "/serve-70b.yaml"))
      let path = folder + "/serve-7ob.yaml"
      #expect(throws: DocumentError.missingFile(path: path, nearest: folder + "/serve-70b.yaml")) {
        try Document(contentsOf: path)
      }
      #expect(throws: DocumentError.missingFile(path: folder + "/no/such", nearest: nil)) {
        try Document(contentsOf: folder + "/no/such")
      }
    }
  }

  @Test("A folder, a device and a file that is too large are refused before reading")
  func refused() throws {
    try inFolder { folder in
      #expect(throws: DocumentError.directory(path: folder)) { try Document(contentsOf: folder) }
      #expect(throws: DocumentError.unreadableFile(path: "/dev/zero", reason: "not a regular file"))
      {
        try Document(contentsOf: "/dev/zero")
      }
      // A sparse file: 100 MB by its size, nothing on the disk.
      let path = folder + "/large.yaml"
      #expect(FileManager.default.createFile(atPath: path, contents: nil))
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try handle.truncate(atOffset: 100_000_000)
      try handle.close()
      #expect(throws: DocumentError.tooLarge(name: path, bytes: 100_000_000, limit: 4 << 20)) {
        try Document(contentsOf: path)
      }
    }
  }

  @Test("Bytes that are not UTF-8 are refused with their offset")
  func invalidBytes() throws {
    let cases: [([UInt8], Int, UInt8)] = [
      ([0x61, 0x3A, 0x20, 0xFF], 3, 0xFF),  // never in UTF-8
      ([0x61, 0xC0, 0xAF], 1, 0xC0),  // overlong
      ([0x61, 0xE0, 0x80, 0x80], 1, 0xE0),  // overlong
      ([0xED, 0xA0, 0x80], 0, 0xED),  // a surrogate
      ([0xF4, 0x90, 0x80, 0x80], 0, 0xF4),  // beyond U+10FFFF
      ([0x61, 0xE2, 0x82], 1, 0xE2),  // cut off
      ([0x50, 0x4B, 0x03, 0x04], 2, 0x03),  // a zip archive
    ]
    try inFolder { folder in
      for (bytes, offset, byte) in cases {
        let path = folder + "/binary"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let place = SourceLocation(file: "b", line: 1, column: offset + 1)
        #expect(throws: DocumentError.notText(place, offset: offset, byte: byte)) {
          try Document(contentsOf: path, named: "b")
        }
      }
    }
  }
}
