internal import GRDB

/// The tables that every replica has, whatever its catalog.
///
/// Every replicated table starts its key with the space: ids and dots are unique within a space only.
/// Replica ids and times are stored as the signed integer with the same 64 bits.
enum CoreTables {
  /// The version of a database that this program writes; one of a greater version is refused.
  static let version = migrations.count

  /// What marks a file as a database of this product ("FBK1").
  static let applicationID: Int32 = 0x4642_4B31

  /// The statements that lead from one version to the next, in order; the first makes version 1.
  static let migrations: [String] = [
    """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;

    -- One row for each space: its place in the hub's list, the own role, how far it was pulled.
    CREATE TABLE space (
      space BLOB PRIMARY KEY, kind INTEGER NOT NULL, nonce BLOB,
      ordinal INTEGER, role INTEGER NOT NULL, cursor INTEGER NOT NULL DEFAULT 0,
      hub_sequence INTEGER NOT NULL DEFAULT 0,
      -- The hash of the hub's history: on a device 8 bytes at the cursor, on the hub all 32 at hub_sequence.
      history BLOB,
      -- The hub sequence that a backup of the hub covers.
      durable INTEGER NOT NULL DEFAULT 0,
      -- On the hub: the hub sequence up to which the log's bodies are gone.
      floor INTEGER NOT NULL DEFAULT 0,
      -- On a device: whether the space waits for a snapshot: 1 histories differ, 2 its state is damaged.
      recovering INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;

    -- One row for each author in a space: its head, and what the hub said about it.
    CREATE TABLE author (
      space BLOB NOT NULL, replica INTEGER NOT NULL, sequence INTEGER NOT NULL,
      chain BLOB NOT NULL, clock BLOB NOT NULL,
      accepted INTEGER NOT NULL DEFAULT 0, durable INTEGER NOT NULL DEFAULT 0, refusal INTEGER,
      -- On a device: how many of the accepted ones the hub's history up to the cursor holds.
      confirmed INTEGER NOT NULL DEFAULT 0,
      -- On a device: whether sequence > accepted. An index over the two would be written at each edit.
      is_pending INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (space, replica)) STRICT, WITHOUT ROWID;

    CREATE INDEX author_pending ON author (space, replica) WHERE is_pending = 1;

    -- On a device: from which change on the hub takes none of a replica's as it is, while others wait
    -- for it; and the changes that left the state for that.
    CREATE TABLE rejection (
      space BLOB NOT NULL, replica INTEGER NOT NULL, sequence INTEGER NOT NULL,
      refusal INTEGER NOT NULL, PRIMARY KEY (space, replica)) STRICT, WITHOUT ROWID;
    CREATE TABLE set_aside (
      space BLOB NOT NULL, replica INTEGER NOT NULL, sequence INTEGER NOT NULL, at INTEGER NOT NULL,
      refusal INTEGER NOT NULL, body BLOB NOT NULL,
      PRIMARY KEY (space, replica, sequence, body)) STRICT, WITHOUT ROWID;

    -- The log. A row without body is the head of a change that came in a snapshot. It has an index of its
    -- own: among rows that are themselves the index SQLite would copy whole bodies to compare keys.
    CREATE TABLE change (
      space BLOB NOT NULL, replica INTEGER NOT NULL, sequence INTEGER NOT NULL,
      time INTEGER NOT NULL, actor TEXT NOT NULL, clock_offset INTEGER NOT NULL,
      undone INTEGER NOT NULL DEFAULT 0, hub_sequence INTEGER,
      -- On the hub: the first 8 bytes of the history's hash at hub_sequence, and the author's chain
      -- before the change, which may follow an archived one.
      history BLOB, chain_before BLOB,
      chain BLOB, clock BLOB, shown BLOB, body BLOB,
      PRIMARY KEY (space, replica, sequence)) STRICT;
    CREATE UNIQUE INDEX change_in_hub_order ON change (space, hub_sequence)
      WHERE hub_sequence IS NOT NULL;
    CREATE INDEX change_without_body ON change (space, time) WHERE body IS NULL;

    -- On the hub: the archived part of the log, and where a space's archive ends. What is later, and
    -- what is left of changes whose bodies are gone, stands in change.
    CREATE TABLE log_segment (
      space BLOB NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
      raw_bytes INTEGER NOT NULL, directory BLOB NOT NULL, heads BLOB NOT NULL,
      bodies BLOB NOT NULL, PRIMARY KEY (space, first)) STRICT;
    CREATE TABLE log_end (
      space BLOB PRIMARY KEY, last INTEGER NOT NULL, position BLOB NOT NULL) STRICT, WITHOUT ROWID;

    -- Cells that have several live writes, one that no column can hold, or past versions of a text;
    -- settled means that nobody contests the field.
    CREATE TABLE sibling (
      space BLOB NOT NULL, kind TEXT NOT NULL, id INTEGER NOT NULL, field TEXT NOT NULL,
      body BLOB NOT NULL, settled INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (space, kind, id, field)) STRICT, WITHOUT ROWID;
    CREATE INDEX contested_sibling ON sibling (space, kind, id) WHERE settled = 0;

    -- Kinds and fields that this program does not know.
    CREATE TABLE record_other (
      space BLOB NOT NULL, kind TEXT NOT NULL, id INTEGER NOT NULL, cells BLOB NOT NULL,
      PRIMARY KEY (space, kind, id)) STRICT, WITHOUT ROWID;

    -- The hub's short numbers for records and replicas of a space; since is the hub sequence from which
    -- on they are known, on a device 1 where an acknowledgement alone says so, else 0.
    CREATE TABLE record_number (
      space BLOB NOT NULL, number INTEGER NOT NULL, kind TEXT NOT NULL, id INTEGER NOT NULL,
      since INTEGER NOT NULL, PRIMARY KEY (space, number)) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX record_number_of ON record_number (space, kind, id);
    CREATE TABLE replica_number (
      space BLOB NOT NULL, number INTEGER NOT NULL, replica INTEGER NOT NULL,
      since INTEGER NOT NULL, PRIMARY KEY (space, number)) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX replica_number_of ON replica_number (space, replica);

    -- Snapshot chunks: on a device those that arrived, on the hub those that are offered.
    CREATE TABLE chunk (
      space BLOB NOT NULL, snapshot INTEGER NOT NULL, number INTEGER NOT NULL,
      count INTEGER NOT NULL, block BLOB NOT NULL,
      -- On a device the hub's history there.
      history BLOB,
      PRIMARY KEY (space, snapshot, number)) STRICT, WITHOUT ROWID;

    -- What proves who wrote a run: on the hub, and on every device that may hand the run on.
    CREATE TABLE run_proof (
      space BLOB NOT NULL, replica INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
      salt BLOB NOT NULL, signing INTEGER NOT NULL,
      PRIMARY KEY (space, replica, first)) STRICT, WITHOUT ROWID;

    -- The signatures behind them: one covers all runs that were pushed together, 32 bytes each.
    CREATE TABLE signing (
      number INTEGER PRIMARY KEY, public_key BLOB NOT NULL, hashes BLOB NOT NULL,
      signature BLOB NOT NULL) STRICT;
    CREATE INDEX signing_by_signature ON signing (signature);

    -- On a device: the ids under which this database has written, the latest last.
    CREATE TABLE own_replica (
      number INTEGER PRIMARY KEY, replica INTEGER NOT NULL UNIQUE, since INTEGER NOT NULL) STRICT;

    -- On a device: what snapshots told of chains, 8 bytes for each change from the first on.
    CREATE TABLE spine (
      space BLOB NOT NULL, replica INTEGER NOT NULL, first INTEGER NOT NULL, prefixes BLOB NOT NULL,
      PRIMARY KEY (space, replica, first)) STRICT, WITHOUT ROWID;

    -- Which changes write others again, by the other's dot and hash.
    CREATE TABLE rewriting (
      space BLOB NOT NULL, replica INTEGER NOT NULL, sequence INTEGER NOT NULL, hash BLOB NOT NULL,
      by_replica INTEGER NOT NULL, by_sequence INTEGER NOT NULL,
      PRIMARY KEY (space, replica, sequence, hash, by_replica, by_sequence)) STRICT, WITHOUT ROWID;

    -- What happened to identities: copies, restores, forks, hubs that went back.
    CREATE TABLE identity_event (
      number INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, space BLOB,
      replica INTEGER, count INTEGER NOT NULL DEFAULT 0, detail TEXT) STRICT;

    -- The hub alone.
    CREATE TABLE enrolled_device (
      public_key BLOB PRIMARY KEY, user TEXT NOT NULL, name TEXT NOT NULL, local_user TEXT,
      session BLOB NOT NULL UNIQUE, enrolled INTEGER NOT NULL, last_seen INTEGER) STRICT, WITHOUT ROWID;
    -- What each device has applied of each space, as its requests say.
    CREATE TABLE device_cursor (
      public_key BLOB NOT NULL, space BLOB NOT NULL, cursor INTEGER NOT NULL,
      PRIMARY KEY (public_key, space)) STRICT, WITHOUT ROWID;
    CREATE TABLE replica_owner (
      replica INTEGER PRIMARY KEY, public_key BLOB NOT NULL) STRICT;
    CREATE TABLE invite (
      code BLOB PRIMARY KEY, hint TEXT NOT NULL, user TEXT NOT NULL, role TEXT NOT NULL,
      created INTEGER NOT NULL, expires INTEGER NOT NULL, used INTEGER, revoked INTEGER) STRICT, WITHOUT ROWID;
    CREATE TABLE user_list (
      user TEXT NOT NULL, ordinal INTEGER NOT NULL, space BLOB NOT NULL, role INTEGER NOT NULL,
      changed INTEGER NOT NULL, PRIMARY KEY (user, ordinal)) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX user_list_of ON user_list (user, space);
    CREATE INDEX user_list_in ON user_list (space);
    -- For everybody who reads with sqlite3: fields that wait for a person.
    CREATE VIEW contested AS
      SELECT lower(hex(space)) AS space, kind, printf('%016x', id) AS id, field FROM sibling
        WHERE settled = 0;
    """
  ]
}
