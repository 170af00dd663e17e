package import SyncCore

/// Parts of a record's state, as stores keep them and command lines pass them on.
extension Canonical {
  package static func encode(_ value: Value) -> [UInt8] {
    var writer = ByteWriter()
    writer.value(value)
    return writer.bytes
  }

  package static func decodeValue(_ bytes: [UInt8]) throws(ProtocolError) -> Value {
    var reader = ByteReader(bytes)
    let value = try reader.value()
    try reader.finish()
    return value
  }

  /// Siblings ascending by dot, as a cell holds them.
  package static func encode(_ siblings: [Sibling]) -> [UInt8] {
    var writer = ByteWriter()
    writer.siblings(siblings)
    return writer.bytes
  }

  package static func decodeSiblings(_ bytes: [UInt8]) throws(ProtocolError) -> [Sibling] {
    var reader = ByteReader(bytes)
    let siblings = try reader.siblings()
    try reader.finish()
    return siblings
  }

  /// All cells of a record, ascending by field; cells without siblings are left out.
  package static func encode(cells: [Text: Cell]) -> [UInt8] {
    var writer = ByteWriter()
    writer.cells(cells)
    return writer.bytes
  }

  package static func decodeCells(_ bytes: [UInt8]) throws(ProtocolError) -> [Text: Cell] {
    var reader = ByteReader(bytes)
    let cells = try reader.cells()
    try reader.finish()
    return cells
  }

  /// The token with which a command line pins what its user was shown.
  package static func encode(_ basis: Basis) -> [UInt8] {
    var writer = ByteWriter()
    writer.dots(basis.dots)
    writer.base(basis.base)
    return writer.bytes
  }

  package static func decodeBasis(_ bytes: [UInt8]) throws(ProtocolError) -> Basis {
    var reader = ByteReader(bytes)
    let dots = try reader.dots(limit: Limits.dotsPerCell)
    let basis = Basis(dots: dots, base: try reader.base())
    try reader.finish()
    return basis
  }

  package static func encode(_ vector: VersionVector) -> [UInt8] {
    var writer = ByteWriter()
    writer.dots(vector.entries)
    return writer.bytes
  }

  package static func decodeVector(_ bytes: [UInt8]) throws(ProtocolError) -> VersionVector {
    var reader = ByteReader(bytes)
    let vector = try reader.vector()
    try reader.finish()
    return vector
  }

  /// Dots in ascending order.
  package static func encode(_ dots: [Dot]) -> [UInt8] {
    var writer = ByteWriter()
    writer.dots(dots)
    return writer.bytes
  }

  package static func decodeDots(_ bytes: [UInt8]) throws(ProtocolError) -> [Dot] {
    var reader = ByteReader(bytes)
    let dots = try reader.dots(limit: Limits.entriesPerBlock)
    try reader.finish()
    return dots
  }
}

extension ByteWriter {
  package mutating func siblings(_ siblings: [Sibling]) {
    count(siblings.count)
    for sibling in siblings {
      dot(sibling.dot)
      value(sibling.value)
      base(sibling.base)
    }
  }

  package mutating func cells(_ cells: [Text: Cell]) {
    let written = cells.filter { !$0.value.siblings.isEmpty }.sorted { $0.key < $1.key }
    count(written.count)
    for (field, cell) in written {
      text(field)
      siblings(cell.siblings)
    }
  }
}

extension ByteReader {
  package mutating func siblings() throws(ProtocolError) -> [Sibling] {
    let count = try count("siblings", limit: Limits.dotsPerCell)
    var siblings: [Sibling] = []
    for _ in 0..<count {
      let start = position
      let dot = try dot()
      if let last = siblings.last, last.dot >= dot {
        throw .invalid(what: "order of siblings", at: start)
      }
      let value = try value()
      siblings.append(Sibling(dot: dot, value: value, base: try base()))
    }
    return siblings
  }

  package mutating func cells() throws(ProtocolError) -> [Text: Cell] {
    let count = try count("cells", limit: Limits.cellsPerRecord)
    var cells: [Text: Cell] = [:]
    var last: Text?
    for _ in 0..<count {
      let start = position
      let field = try name("field")
      if let last, last >= field { throw .invalid(what: "order of cells", at: start) }
      last = field
      let siblings = try siblings()
      guard !siblings.isEmpty else { throw .invalid(what: "empty cell", at: start) }
      cells[field] = Cell(siblings)
    }
    return cells
  }
}
