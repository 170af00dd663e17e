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

  /// Siblings, then past versions.
  package static func encode(_ cell: Cell) -> [UInt8] {
    var writer = ByteWriter()
    writer.cell(cell)
    return writer.bytes
  }

  package static func decodeCell(_ bytes: [UInt8]) throws(ProtocolError) -> Cell {
    var reader = ByteReader(bytes)
    let cell = try reader.cell()
    try reader.finish()
    return cell
  }

  /// All cells of a record, ascending by field; empty ones are left out.
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
      if sibling.isProse { dots(sibling.supersedes) }
    }
  }

  package mutating func cell(_ cell: Cell) {
    siblings(cell.siblings)
    siblings(cell.past)
  }

  package mutating func cells(_ cells: [Text: Cell]) {
    let written = cells.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
    count(written.count)
    for (field, cell) in written {
      text(field)
      self.cell(cell)
    }
  }
}

extension ByteReader {
  package mutating func siblings() throws(ProtocolError) -> [Sibling] {
    try siblings("siblings", limit: Limits.dotsPerCell)
  }

  package mutating func cell() throws(ProtocolError) -> Cell {
    let siblings = try siblings()
    let start = position
    let past = try self.siblings("past versions", limit: Limits.versionsPerCell)
    guard past.isPast(of: siblings) else { throw .invalid(what: "past version", at: start) }
    return Cell(siblings, past: past)
  }

  private mutating func siblings(
    _ what: String, limit: Int
  ) throws(ProtocolError) -> [Sibling] {
    let count = try count(what, limit: limit)
    var siblings: [Sibling] = []
    for _ in 0..<count {
      let start = position
      let dot = try dot()
      if let last = siblings.last, last.dot >= dot {
        throw .invalid(what: "order of siblings", at: start)
      }
      siblings.append(try sibling(dot))
    }
    return siblings
  }

  private mutating func sibling(_ dot: Dot) throws(ProtocolError) -> Sibling {
    let start = position
    let value = try value(in: .sibling)
    let base = try base()
    guard case .prose = value else { return Sibling(dot: dot, value: value, base: base) }
    let supersedes = try dots(limit: Limits.dotsPerCell)
    guard value.isAllowed(over: supersedes) else {
      throw .invalid(what: "base of a patch", at: start)
    }
    return Sibling(dot: dot, value: value, base: base, supersedes: supersedes)
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
      let cell = try cell()
      if cell.isEmpty { throw .invalid(what: "empty cell", at: start) }
      cells[field] = cell
    }
    return cells
  }
}

extension [Sibling] {
  /// Whether these can be the past versions beside the siblings of a cell.
  func isPast(of siblings: [Sibling]) -> Bool {
    let live = Set(siblings.map(\.dot))
    return allSatisfy { $0.isProse && !live.contains($0.dot) }
  }
}
