CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE sources (
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    shop TEXT NOT NULL, digest_algorithm VARCHAR(16) DEFAULT 'blake2b' NOT NULL,
    CONSTRAINT pk_sources PRIMARY KEY (id),
    CONSTRAINT uq_sources_name_shop UNIQUE (name, shop)
);
CREATE TABLE users (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    email TEXT,
    name TEXT DEFAULT '' NOT NULL,
    is_staff BOOLEAN DEFAULT 0 NOT NULL,
    is_placeholder BOOLEAN DEFAULT 0 NOT NULL
);
CREATE INDEX ix_users_name ON users (name);
CREATE TABLE batches (
    id INTEGER NOT NULL,
    source_id INTEGER NOT NULL,
    file TEXT NOT NULL,
    path TEXT NOT NULL,
    status VARCHAR(16) NOT NULL,
    started BIGINT NOT NULL,
    finished BIGINT,
    settings JSON NOT NULL,
    resume_key VARCHAR(64) NOT NULL,
    file_digest VARCHAR(64) NOT NULL,
    header BLOB NOT NULL,
    position INTEGER NOT NULL,
    prefix_digest VARCHAR(64) NOT NULL,
    records_read INTEGER NOT NULL,
    lines_read INTEGER NOT NULL,
    read INTEGER NOT NULL,
    imported INTEGER NOT NULL,
    duplicate INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    skipped INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    notes JSON NOT NULL,
    CONSTRAINT pk_batches PRIMARY KEY (id),
    CONSTRAINT fk_batches_source_id FOREIGN KEY(source_id) REFERENCES sources (id)
);
CREATE INDEX ix_batches_source_id ON batches (source_id);
CREATE TABLE legacy_names (
    source_id INTEGER NOT NULL,
    role VARCHAR(16) NOT NULL,
    name TEXT NOT NULL,
    user_id INTEGER,
    CONSTRAINT pk_legacy_names PRIMARY KEY (source_id, role, name),
    CONSTRAINT fk_legacy_names_source_id FOREIGN KEY(source_id) REFERENCES sources (id),
    CONSTRAINT fk_legacy_names_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE SET NULL
)
 WITHOUT ROWID;
CREATE INDEX ix_legacy_names_user_id ON legacy_names (user_id);
CREATE TABLE orders (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    shop TEXT DEFAULT '' NOT NULL,
    number TEXT NOT NULL,
    user_id INTEGER,
    user_email TEXT DEFAULT '' NOT NULL,
    created BIGINT,
    currency TEXT DEFAULT '' NOT NULL,
    CONSTRAINT fk_orders_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT uq_orders_number_shop UNIQUE (number, shop)
);
CREATE TABLE creations (
    entity VARCHAR(16) NOT NULL,
    entity_id INTEGER NOT NULL,
    batch_id INTEGER NOT NULL,
    CONSTRAINT pk_creations PRIMARY KEY (entity, entity_id),
    CONSTRAINT fk_creations_batch_id FOREIGN KEY(batch_id) REFERENCES batches (id)
)
 WITHOUT ROWID;
CREATE TABLE customer_events (
    id INTEGER NOT NULL PRIMARY KEY,
    date BIGINT NOT NULL,
    type VARCHAR(64) NOT NULL,
    order_id INTEGER,
    customer_id INTEGER,
    user_id INTEGER,
    parameters JSON NOT NULL,
    CONSTRAINT fk_customer_events_customer_id FOREIGN KEY(customer_id) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_customer_events_order_id FOREIGN KEY(order_id) REFERENCES orders (id),
    CONSTRAINT fk_customer_events_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE SET NULL
);
CREATE TABLE operations (
    id INTEGER NOT NULL,
    date BIGINT NOT NULL,
    kind VARCHAR(32) NOT NULL,
    batch_id INTEGER,
    user_id INTEGER,
    details JSON NOT NULL,
    CONSTRAINT pk_operations PRIMARY KEY (id),
    CONSTRAINT fk_operations_batch_id FOREIGN KEY(batch_id) REFERENCES batches (id),
    CONSTRAINT fk_operations_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE SET NULL
);
CREATE TABLE order_events (
    id INTEGER NOT NULL PRIMARY KEY,
    date BIGINT NOT NULL,
    type VARCHAR(64) NOT NULL,
    order_id INTEGER NOT NULL,
    user_id INTEGER,
    parameters JSON NOT NULL,
    CONSTRAINT fk_order_events_order_id FOREIGN KEY(order_id) REFERENCES orders (id),
    CONSTRAINT fk_order_events_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE SET NULL
);
CREATE TABLE order_lines (
    id INTEGER NOT NULL,
    order_id INTEGER NOT NULL,
    item_name TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    CONSTRAINT pk_order_lines PRIMARY KEY (id),
    CONSTRAINT fk_order_lines_order_id FOREIGN KEY(order_id) REFERENCES orders (id)
);
CREATE INDEX ix_order_lines_order_id ON order_lines (order_id);
CREATE TABLE rejects (
    id INTEGER NOT NULL,
    batch_id INTEGER NOT NULL,
    record INTEGER NOT NULL,
    part TEXT NOT NULL,
    line INTEGER NOT NULL,
    "column" TEXT NOT NULL,
    value TEXT NOT NULL,
    code VARCHAR(32) NOT NULL,
    reason TEXT NOT NULL,
    fix TEXT NOT NULL,
    raw BLOB NOT NULL,
    CONSTRAINT pk_rejects PRIMARY KEY (id),
    CONSTRAINT fk_rejects_batch_id FOREIGN KEY(batch_id) REFERENCES batches (id)
);
CREATE INDEX ix_rejects_batch_id_record ON rejects (batch_id, record);
CREATE UNIQUE INDEX uq_users_email ON users (lower(email));
CREATE INDEX ix_orders_user_email ON orders (lower(user_email)) WHERE user_email <> '';
CREATE TABLE note_keys (
    digest BLOB NOT NULL,
    order_event_id INTEGER,
    customer_event_id INTEGER,
    CONSTRAINT pk_note_keys PRIMARY KEY (digest),
    CONSTRAINT fk_note_keys_order_event_id FOREIGN KEY(order_event_id) REFERENCES order_events (id) ON DELETE CASCADE,
    CONSTRAINT fk_note_keys_customer_event_id FOREIGN KEY(customer_event_id) REFERENCES customer_events (id) ON DELETE CASCADE
);
CREATE INDEX ix_note_keys_order_event_id ON note_keys (order_event_id);
CREATE INDEX ix_note_keys_customer_event_id ON note_keys (customer_event_id);
CREATE TABLE order_corrections (
    event_id INTEGER NOT NULL,
    corrects_id INTEGER NOT NULL,
    CONSTRAINT pk_order_corrections PRIMARY KEY (event_id),
    CONSTRAINT fk_order_corrections_event_id FOREIGN KEY(event_id) REFERENCES order_events (id) ON DELETE CASCADE,
    CONSTRAINT fk_order_corrections_corrects_id FOREIGN KEY(corrects_id) REFERENCES order_events (id) ON DELETE CASCADE,
    CONSTRAINT uq_order_corrections_corrects_id UNIQUE (corrects_id)
);
CREATE TABLE customer_corrections (
    event_id INTEGER NOT NULL,
    corrects_id INTEGER NOT NULL,
    CONSTRAINT pk_customer_corrections PRIMARY KEY (event_id),
    CONSTRAINT fk_customer_corrections_event_id FOREIGN KEY(event_id) REFERENCES customer_events (id) ON DELETE CASCADE,
    CONSTRAINT fk_customer_corrections_corrects_id FOREIGN KEY(corrects_id) REFERENCES customer_events (id) ON DELETE CASCADE,
    CONSTRAINT uq_customer_corrections_corrects_id UNIQUE (corrects_id)
);
CREATE TABLE record_streams (
    id INTEGER NOT NULL,
    source_id INTEGER NOT NULL,
    source_table TEXT NOT NULL,
    part TEXT NOT NULL,
    CONSTRAINT pk_record_streams PRIMARY KEY (id),
    CONSTRAINT fk_record_streams_source_id FOREIGN KEY(source_id) REFERENCES sources (id),
    CONSTRAINT uq_record_streams_source_id_source_table_part UNIQUE (source_id, source_table, part)
);
CREATE TABLE record_keys (
    id INTEGER NOT NULL,
    stream_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    digest INTEGER NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT pk_record_keys PRIMARY KEY (id),
    CONSTRAINT fk_record_keys_stream_id FOREIGN KEY(stream_id) REFERENCES record_streams (id),
    CONSTRAINT uq_record_keys_stream_id_name_number UNIQUE (stream_id, name, number)
);
CREATE TABLE record_spans (
    first_id INTEGER NOT NULL,
    last_id INTEGER NOT NULL,
    batch_id INTEGER NOT NULL,
    record INTEGER NOT NULL,
    line INTEGER NOT NULL,
    record_step INTEGER NOT NULL,
    line_step INTEGER NOT NULL,
    utc_offset INTEGER,
    CONSTRAINT pk_record_spans PRIMARY KEY (first_id),
    CONSTRAINT fk_record_spans_batch_id FOREIGN KEY(batch_id) REFERENCES batches (id)
);
CREATE INDEX ix_record_spans_batch_id ON record_spans (batch_id);
CREATE TABLE record_details (
    id INTEGER NOT NULL,
    kind TEXT,
    raw_date TEXT,
    raw_author TEXT,
    raw_message TEXT,
    extra TEXT,
    CONSTRAINT pk_record_details PRIMARY KEY (id)
);
CREATE TABLE seal_blocks (
    id INTEGER NOT NULL,
    operation_id INTEGER NOT NULL,
    batch_id INTEGER,
    first_id INTEGER NOT NULL,
    last_id INTEGER NOT NULL,
    ids BLOB NOT NULL,
    seed BLOB NOT NULL,
    salts BLOB NOT NULL,
    leaves BLOB NOT NULL,
    CONSTRAINT pk_seal_blocks PRIMARY KEY (id),
    CONSTRAINT fk_seal_blocks_operation_id FOREIGN KEY(operation_id) REFERENCES operations (id),
    CONSTRAINT fk_seal_blocks_batch_id FOREIGN KEY(batch_id) REFERENCES batches (id)
);
CREATE INDEX ix_seal_blocks_operation_id ON seal_blocks (operation_id);
CREATE INDEX ix_order_events_order_id_date ON order_events (order_id, date);
CREATE INDEX ix_order_events_date ON order_events (date);
CREATE INDEX ix_customer_events_customer_id_date ON customer_events (customer_id, date);
CREATE INDEX ix_customer_events_date ON customer_events (date);
CREATE INDEX ix_orders_user_id ON orders (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX ix_order_events_user_id ON order_events (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX ix_customer_events_order_id ON customer_events (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX ix_customer_events_user_id ON customer_events (user_id) WHERE user_id IS NOT NULL;
CREATE TABLE record_runs (
    first_id INTEGER NOT NULL,
    stream_id INTEGER NOT NULL,
    first_number INTEGER NOT NULL,
    last_number INTEGER NOT NULL,
    digests BLOB NOT NULL,
    CONSTRAINT pk_record_runs PRIMARY KEY (first_id),
    CONSTRAINT fk_record_runs_stream_id FOREIGN KEY(stream_id) REFERENCES record_streams (id),
    CONSTRAINT uq_record_runs_stream_id_first_number UNIQUE (stream_id, first_number)
);
CREATE TRIGGER record_runs_apart BEFORE INSERT ON record_runs WHEN EXISTS (
        SELECT 1 FROM record_runs AS r WHERE r.stream_id = NEW.stream_id AND r.last_number >= NEW.first_number
        AND r.first_number = (SELECT max(first_number) FROM record_runs
            WHERE stream_id = NEW.stream_id AND first_number <= NEW.last_number)
    ) OR EXISTS (
        SELECT 1 FROM record_keys AS k WHERE k.stream_id = NEW.stream_id AND k.name = ''
        AND k.number BETWEEN NEW.first_number AND NEW.last_number
    ) BEGIN SELECT RAISE(ABORT, 'a record of this run is in the ledger already'); END;
CREATE VIEW records AS
SELECT k.id, st.source_id, st.source_table,
    CAST(CASE WHEN k.name = '' AND k.number > 0 THEN CAST(k.number AS TEXT) ELSE k.name END AS TEXT)
        AS identity,
    st.part, CASE WHEN k.name = '' THEN 0 ELSE k.number END AS occurrence, sp.batch_id,
    sp.record + (abs(k.id) - abs(sp.first_id)) * sp.record_step AS record,
    sp.line + (abs(k.id) - abs(sp.first_id)) * sp.line_step AS line,
    CASE WHEN k.id > 0 THEN k.id END AS order_event_id,
    CASE WHEN k.id < 0 THEN -k.id END AS customer_event_id,
    k.digest, d.kind, coalesce(d.raw_date, strftime('%Y-%m-%d %H:%M:%S', coalesce(
        (SELECT date FROM order_events WHERE id = k.id), (SELECT date FROM customer_events WHERE id = -k.id)
    ) / 1000000 + sp.utc_offset, 'unixepoch')) AS raw_date, d.raw_author, d.raw_message, d.extra
FROM record_keys AS k
JOIN record_streams AS st ON st.id = k.stream_id
JOIN record_spans AS sp ON sp.first_id = (SELECT max(first_id) FROM record_spans WHERE first_id <= k.id)
LEFT JOIN record_details AS d ON d.id = k.id
UNION ALL
SELECT e.id, st.source_id, st.source_table, CAST(r.first_number + (e.id - r.first_id) AS TEXT) AS identity,
    st.part, 0 AS occurrence, sp.batch_id,
    sp.record + (e.id - sp.first_id) * sp.record_step AS record,
    sp.line + (e.id - sp.first_id) * sp.line_step AS line,
    +e.id AS order_event_id, NULL AS customer_event_id,
    CAST((instr('123456789ABCDEF', substr(hex(substr(r.digests, 8 * (e.id - r.first_id) + 1, 8)), 1, 1)) << 60)
    | (instr('123456789ABCDEF', substr(hex(substr(r.digests, 8 * (e.id - r.first_id) + 1, 8)), 2, 1)) << 56)
    | (instr('123456789ABCDEF', substr(hex(substr(r.digests, 8 * (e.id - r.first_id) + 1, 8)), 3, 1)) << 52)
    | (instr('123456789ABCDEF', substr(hex(substr(r.digests, 8 * (e.id - r.first_id) + 1, 8)), 4, 1)) << 48)
    | (instr('123456789ABCDEF', substr(hex(substr(r.digests, 8 * (e.id - r.first_id) + 1, 8)), 5, 1)) << 44)
    | (instr('123456789ABCDEF', substr(hex(substr(r.digests, 8 * (e.id - r.first_id) + 1, 8)), 6, 1)) << 40)
    | (instr('123456789ABCDEF', substr(hex(substr(r.digests, 8 * (e.id - r.first_id) + 1, 8)), 7, 1)) << 36)
    | (instr('123456789ABCDEF', substr(hex(substr(r.digests, 8 * (e.id - r.first_id) + 1, 8)), 8, 1)) << 32)
    | (instr('123456789ABCDEF', substr(hex(substr(r.digests, 8 * (e.id - r.first_id) + 1, 8)), 9, 1)) << 28)
    | (instr('123456789ABCDEF', substr(hex(substr(r.digests, 8 * (e.id - r.first_id) + 1, 8)), 10, 1)) << 24)
    | (instr('123456789ABCDEF', substr(hex(substr(r.digests, 8 * (e.id - r.first_id) + 1, 8)), 11, 1)) << 20)
    | (instr('123456789ABCDEF', substr(hex(substr(r.digests, 8 * (e.id - r.first_id) + 1, 8)), 12, 1)) << 16)
    | (instr('123456789ABCDEF', substr(hex(substr(r.digests, 8 * (e.id - r.first_id) + 1, 8)), 13, 1)) << 12)
    | (instr('123456789ABCDEF', substr(hex(substr(r.digests, 8 * (e.id - r.first_id) + 1, 8)), 14, 1)) << 8)
    | (instr('123456789ABCDEF', substr(hex(substr(r.digests, 8 * (e.id - r.first_id) + 1, 8)), 15, 1)) << 4)
    | (instr('123456789ABCDEF', substr(hex(substr(r.digests, 8 * (e.id - r.first_id) + 1, 8)), 16, 1)) << 0) AS INTEGER) AS digest, d.kind, coalesce(d.raw_date, strftime('%Y-%m-%d %H:%M:%S', e.date / 1000000 + sp.utc_offset, 'unixepoch')) AS raw_date, d.raw_author,
    d.raw_message, d.extra
FROM order_events AS e
JOIN record_runs AS r ON r.first_id = (SELECT max(first_id) FROM record_runs WHERE first_id <= e.id)
    AND e.id >= r.first_id AND e.id <= r.first_id + (r.last_number - r.first_number)
JOIN record_streams AS st ON st.id = r.stream_id
JOIN record_spans AS sp ON sp.first_id = (SELECT max(first_id) FROM record_spans WHERE first_id <= e.id)
LEFT JOIN record_details AS d ON d.id = e.id;
