internal import SyncCore

extension SnapshotPart {
  /// The part as a block: columns for each kind of record, deflated.
  ///
  /// - Throws: ``ProtocolError/tooLarge(what:size:limit:)`` where the part must be split,
  ///   ``ProtocolError/invalid(what:at:)`` where records do not ascend by ordinal.
  package func encode() throws(ProtocolError) -> [UInt8] {
    do {
      var writer = SnapshotWriter(part: self)
      return try Block.encode(try writer.encode())
    } catch let error as ProtocolError {
      throw error
    } catch {
      // Nothing is agreed on in a snapshot, so that its naming cannot fail.
      throw .invalid(what: "name", at: 0)
    }
  }

  package static func decode(_ block: [UInt8]) throws(ProtocolError) -> SnapshotPart {
    do {
      var reader = SnapshotReader(raw: try Block.decode(block))
      return try reader.part()
    } catch let error as ProtocolError {
      throw error
    } catch {
      // See above.
      throw .invalid(what: "name", at: 0)
    }
  }
}
