internal import Foundation
internal import Quantities

/// The bytes of a file, refused before reading if there are more than `limit`.
func readFile(
  _ path: String, named name: String, limit: Int
) throws(DocumentError) -> [UInt8] {
  let manager = FileManager.default
  var isDirectory: ObjCBool = false
  guard manager.fileExists(atPath: path, isDirectory: &isDirectory) else {
    throw .missingFile(path: name, nearest: nearestFile(to: path))
  }
  if isDirectory.boolValue { throw .directory(path: name) }
  guard
    let attributes = try? manager.attributesOfItem(
      atPath: (path as NSString).resolvingSymlinksInPath),
    let size = (attributes[.size] as? NSNumber)?.intValue,
    attributes[.type] as? FileAttributeType == .typeRegular
  else { throw .unreadableFile(path: name, reason: "not a regular file") }
  if size > limit { throw .tooLarge(name: name, bytes: size, limit: limit) }
  do {
    let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    defer { try? handle.close() }
    // One byte more than allowed shows a file that has grown since its size was asked.
    let data = try handle.read(upToCount: limit + 1) ?? Data()
    if data.count > limit {
      throw DocumentError.tooLarge(name: name, bytes: data.count, limit: limit)
    }
    return Array(data)
  } catch let error as DocumentError {
    throw error
  } catch {
    throw .unreadableFile(path: name, reason: "no permission, or an input error")
  }
}

/// The path of the file in the same folder whose name is closest, if one is close.
private func nearestFile(to path: String) -> String? {
  let folder = (path as NSString).deletingLastPathComponent
  let name = (path as NSString).lastPathComponent
  let siblings =
    (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
  guard let nearest = NearestName.suggestion(for: name, among: siblings.sorted()) else {
    return nil
  }
  return folder.isEmpty ? nearest : (folder as NSString).appendingPathComponent(nearest)
}
