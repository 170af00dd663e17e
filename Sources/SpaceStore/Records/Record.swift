package import SyncCore

/// In this module a record is the merge core's; GRDB has a class of the same name.
package typealias Record = SyncCore.Record
