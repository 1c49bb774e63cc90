BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
CREATE TABLE batches (
	id INTEGER NOT NULL, 
	source_id INTEGER NOT NULL, 
	file TEXT NOT NULL, 
	path TEXT NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	started BIGINT NOT NULL, 
	finished BIGINT, 
	mapping JSON NOT NULL, 
	mapping_digest VARCHAR(64) NOT NULL, 
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
INSERT INTO "batches" VALUES(1,1,'finished.csv','{folder}/finished.csv','done',1795720913972052,1795720914485451,'{"source": "finished", "tz": "UTC", "date_formats": [], "encoding": "utf-8", "delimiter": ",", "fields": {"legacy_id": [{"texts": ["", ""], "columns": ["id"]}], "order": [{"texts": ["", ""], "columns": ["order"]}], "date": [{"texts": ["", ""], "columns": ["date"]}], "author": [{"texts": ["", ""], "columns": ["author"]}], "message": [{"texts": ["", ""], "columns": ["message"]}]}, "events": [], "where": [], "html": false, "skips": [], "system": "", "shown": [], "type": "", "parameters": "", "types": [], "typed": [], "zero_is_none": false, "slashed": "", "format": "csv", "input_table": ""}','302ff91bc35625a42f602d5753a2b9304851a9dbdba6db52+csv','5ece7895ea91f8f9380f35fa13fbff3da8f9d9b328ec451606655ab3e023f3c9',X'69642C6F726465722C646174652C617574686F722C6D6573736167650A',323,'5ece7895ea91f8f9380f35fa13fbff3da8f9d9b328ec451606655ab3e023f3c9',6,7,6,4,0,0,0,2,'{"gaps": 0, "folds": 0, "assumed_utc": 0, "nuls": 0, "orders_made": 4, "people_made": 1, "customer_conflicts": 0, "skips": {}, "typed": {}, "untyped": {}, "changed_records": [], "rejects_file": "{folder}/rejects.csv"}');
INSERT INTO "batches" VALUES(2,2,'woo.sql','{folder}/woo.sql','done',1795720921346017,1795720921839653,'{"source": "woocommerce", "tz": "UTC", "date_formats": [], "encoding": "utf-8", "delimiter": "", "fields": {}, "events": [], "where": [], "html": false, "skips": [], "system": "", "shown": [], "type": "", "parameters": "", "types": [], "typed": [], "zero_is_none": false, "slashed": "", "format": "sql", "input_table": "wp_comments", "tables": ["wp_comments"], "joined": false, "platform": "woocommerce"}','331a7af7e6de272cbe47c55cd143d3aed4bf5a5948372e8b+sql','2fdaf17ce75187091e329d3041edbbfd099465ca07a4fccb9605bd36362736ed',X'494E5345525420494E544F206077705F636F6D6D656E747360202860636F6D6D656E745F4944602C2060636F6D6D656E745F706F73745F4944602C2060636F6D6D656E745F617574686F72602C2060636F6D6D656E745F617574686F725F656D61696C602C2060636F6D6D656E745F64617465602C2060636F6D6D656E745F646174655F676D74602C2060636F6D6D656E745F636F6E74656E74602C2060636F6D6D656E745F617070726F766564602C2060636F6D6D656E745F74797065602C2060757365725F696460292056414C5545530A',710,'2fdaf17ce75187091e329d3041edbbfd099465ca07a4fccb9605bd36362736ed',3,6,3,2,0,0,1,0,'{"gaps":0,"folds":0,"assumed_utc":0,"nuls":0,"orders_made":1,"people_made":0,"customer_conflicts":0,"skips":{"no order note (a review or another comment)":1},"typed":{},"untyped":{},"changed_records":[]}');
INSERT INTO "batches" VALUES(3,3,'stopped.csv','{folder}/stopped.csv','stopped',1795720927204389,1795720927874230,'{"source": "stopped", "tz": "UTC", "date_formats": [], "encoding": "utf-8", "delimiter": ",", "fields": {"legacy_id": [{"texts": ["", ""], "columns": ["id"]}], "order": [{"texts": ["", ""], "columns": ["order"]}], "date": [{"texts": ["", ""], "columns": ["date"]}], "author": [{"texts": ["", ""], "columns": ["author"]}], "message": [{"texts": ["", ""], "columns": ["message"]}]}, "events": [], "where": [], "html": false, "skips": [], "system": "", "shown": [], "type": "", "parameters": "", "types": [], "typed": [], "zero_is_none": false, "slashed": "", "format": "csv", "input_table": ""}','cc676a7cd7bb9b29d34187c23fb99cb8ec816b4ba6dca4ad+csv','',X'69642C6F726465722C646174652C617574686F722C6D6573736167650A',0,'',10,11,10,9,0,0,0,1,'{"gaps":0,"folds":0,"assumed_utc":0,"nuls":0,"orders_made":3,"people_made":0,"customer_conflicts":0,"skips":{},"typed":{},"untyped":{},"changed_records":[],"halfway":{"first":1,"digest":"d7473314a927aaed24c262974c315d60"}}');
INSERT INTO "batches" VALUES(4,4,'undone.csv','{folder}/undone.csv','undone',1795720933443320,1795720933946915,'{"source": "undone", "tz": "UTC", "date_formats": [], "encoding": "utf-8", "delimiter": ",", "fields": {"legacy_id": [{"texts": ["", ""], "columns": ["id"]}], "order": [{"texts": ["", ""], "columns": ["order"]}], "date": [{"texts": ["", ""], "columns": ["date"]}], "author": [{"texts": ["", ""], "columns": ["author"]}], "message": [{"texts": ["", ""], "columns": ["message"]}]}, "events": [], "where": [], "html": false, "skips": [], "system": "", "shown": [], "type": "", "parameters": "", "types": [], "typed": [], "zero_is_none": false, "slashed": "", "format": "csv", "input_table": "", "missing_customers": "reject"}','e7f1b7fa00fb75b874158914db8ab90b319164e60d556279+~csv','e6f6a5913a14c59010d103674c685ee6c748ceb672db10c1fc4bd92f9f721abc',X'69642C6F726465722C646174652C617574686F722C6D6573736167650A',197,'e6f6a5913a14c59010d103674c685ee6c748ceb672db10c1fc4bd92f9f721abc',3,4,3,3,0,0,0,0,'{"gaps":0,"folds":0,"assumed_utc":0,"nuls":0,"orders_made":0,"people_made":0,"customer_conflicts":0,"skips":{},"typed":{},"untyped":{},"changed_records":[]}');
INSERT INTO "batches" VALUES(5,5,'interrupted.csv','{folder}/interrupted.csv','running',1795720943736592,NULL,'{"source": "interrupted", "tz": "UTC", "date_formats": [], "encoding": "utf-8", "delimiter": ",", "fields": {"legacy_id": [{"texts": ["", ""], "columns": ["id"]}], "order": [{"texts": ["", ""], "columns": ["order"]}], "date": [{"texts": ["", ""], "columns": ["date"]}], "author": [{"texts": ["", ""], "columns": ["author"]}], "message": [{"texts": ["", ""], "columns": ["message"]}]}, "events": [], "where": [], "html": false, "skips": [], "system": "", "shown": [], "type": "", "parameters": "", "types": [], "typed": [], "zero_is_none": false, "slashed": "", "format": "csv", "input_table": ""}','7a739350ac3db3c8eb0ea13a48ec496ee000149dfa0acc00+csv','',X'69642C6F726465722C646174652C617574686F722C6D6573736167650A',1709,'8c4debc8773eca426788805ae7321a4646a8a1c8d878a3b11c236c9afc930fd4',30,31,30,30,0,0,0,0,'{"gaps":0,"folds":0,"assumed_utc":0,"nuls":0,"orders_made":0,"people_made":0,"customer_conflicts":0,"skips":{},"typed":{},"untyped":{},"changed_records":[]}');
CREATE TABLE creations (
	entity VARCHAR(16) NOT NULL, 
	entity_id INTEGER NOT NULL, 
	batch_id INTEGER NOT NULL, 
	CONSTRAINT pk_creations PRIMARY KEY (entity, entity_id), 
	CONSTRAINT fk_creations_batch_id FOREIGN KEY(batch_id) REFERENCES batches (id)
)
 WITHOUT ROWID

;
INSERT INTO "creations" VALUES('order',1,1);
INSERT INTO "creations" VALUES('order',2,1);
INSERT INTO "creations" VALUES('order',3,1);
INSERT INTO "creations" VALUES('order',4,1);
INSERT INTO "creations" VALUES('user',1,1);
INSERT INTO "creations" VALUES('order',5,2);
INSERT INTO "creations" VALUES('order',6,3);
INSERT INTO "creations" VALUES('order',7,3);
INSERT INTO "creations" VALUES('order',8,3);
CREATE TABLE customer_corrections (
	event_id INTEGER NOT NULL, 
	corrects_id INTEGER NOT NULL, 
	CONSTRAINT pk_customer_corrections PRIMARY KEY (event_id), 
	CONSTRAINT fk_customer_corrections_event_id FOREIGN KEY(event_id) REFERENCES customer_events (id) ON DELETE CASCADE, 
	CONSTRAINT fk_customer_corrections_corrects_id FOREIGN KEY(corrects_id) REFERENCES customer_events (id) ON DELETE CASCADE, 
	CONSTRAINT uq_customer_corrections_corrects_id UNIQUE (corrects_id)
);
CREATE TABLE customer_events (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
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
CREATE TABLE legacy_names (
	source_id INTEGER NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	name TEXT NOT NULL, 
	user_id INTEGER, 
	CONSTRAINT pk_legacy_names PRIMARY KEY (source_id, role, name), 
	CONSTRAINT fk_legacy_names_source_id FOREIGN KEY(source_id) REFERENCES sources (id), 
	CONSTRAINT fk_legacy_names_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE SET NULL
)
 WITHOUT ROWID

;
CREATE TABLE note_keys (
	digest BLOB NOT NULL, 
	order_event_id INTEGER, 
	customer_event_id INTEGER, 
	CONSTRAINT pk_note_keys PRIMARY KEY (digest), 
	CONSTRAINT fk_note_keys_order_event_id FOREIGN KEY(order_event_id) REFERENCES order_events (id) ON DELETE CASCADE, 
	CONSTRAINT fk_note_keys_customer_event_id FOREIGN KEY(customer_event_id) REFERENCES customer_events (id) ON DELETE CASCADE
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
INSERT INTO "operations" VALUES(1,1795720938607469,'undo',4,NULL,'{"by": "root", "done": true, "tally": {"order events": 3}}');
CREATE TABLE order_corrections (
	event_id INTEGER NOT NULL, 
	corrects_id INTEGER NOT NULL, 
	CONSTRAINT pk_order_corrections PRIMARY KEY (event_id), 
	CONSTRAINT fk_order_corrections_event_id FOREIGN KEY(event_id) REFERENCES order_events (id) ON DELETE CASCADE, 
	CONSTRAINT fk_order_corrections_corrects_id FOREIGN KEY(corrects_id) REFERENCES order_events (id) ON DELETE CASCADE, 
	CONSTRAINT uq_order_corrections_corrects_id UNIQUE (corrects_id)
);
CREATE TABLE order_events (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	date BIGINT NOT NULL, 
	type VARCHAR(64) NOT NULL, 
	order_id INTEGER NOT NULL, 
	user_id INTEGER, 
	parameters JSON NOT NULL, 
	CONSTRAINT fk_order_events_order_id FOREIGN KEY(order_id) REFERENCES orders (id), 
	CONSTRAINT fk_order_events_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE SET NULL
);
INSERT INTO "order_events" VALUES(1,1577959200000000,'other',1,1,'{"message":"Note 1"}');
INSERT INTO "order_events" VALUES(2,1578132000000000,'other',2,1,'{"message":"Note 3"}');
INSERT INTO "order_events" VALUES(3,1578218400000000,'other',3,1,'{"message":"Note 4"}');
INSERT INTO "order_events" VALUES(4,1578391200000000,'other',4,1,'{"message":"Note 6"}');
INSERT INTO "order_events" VALUES(5,1616893199000000,'other',5,NULL,'{"message":"Order status changed from Pending payment to Processing."}');
INSERT INTO "order_events" VALUES(6,1617091200000000,'other',5,NULL,'{"message":"Parcel handed over."}');
INSERT INTO "order_events" VALUES(7,1579600800000000,'other',4,1,'{"message":"Note 300"}');
INSERT INTO "order_events" VALUES(8,1579687200000000,'other',6,1,'{"message":"Note 301"}');
INSERT INTO "order_events" VALUES(9,1579773600000000,'other',1,1,'{"message":"Note 302"}');
INSERT INTO "order_events" VALUES(10,1579860000000000,'other',7,1,'{"message":"Note 303"}');
INSERT INTO "order_events" VALUES(11,1579946400000000,'other',2,1,'{"message":"Note 304"}');
INSERT INTO "order_events" VALUES(12,1580119200000000,'other',8,1,'{"message":"Note 306"}');
INSERT INTO "order_events" VALUES(13,1580205600000000,'other',4,1,'{"message":"Note 307"}');
INSERT INTO "order_events" VALUES(14,1577872800000000,'other',6,1,'{"message":"Note 308"}');
INSERT INTO "order_events" VALUES(15,1577959200000000,'other',1,1,'{"message":"Note 309"}');
INSERT INTO "order_events" VALUES(19,1579255200000000,'other',7,1,'{"message":"Note 100"}');
INSERT INTO "order_events" VALUES(20,1579341600000000,'other',2,1,'{"message":"Note 101"}');
INSERT INTO "order_events" VALUES(21,1579428000000000,'other',3,1,'{"message":"Note 102"}');
INSERT INTO "order_events" VALUES(22,1579514400000000,'other',8,1,'{"message":"Note 103"}');
INSERT INTO "order_events" VALUES(23,1579600800000000,'other',4,1,'{"message":"Note 104"}');
INSERT INTO "order_events" VALUES(24,1579687200000000,'other',6,1,'{"message":"Note 105"}');
INSERT INTO "order_events" VALUES(25,1579773600000000,'other',1,1,'{"message":"Note 106"}');
INSERT INTO "order_events" VALUES(26,1579860000000000,'other',7,1,'{"message":"Note 107"}');
INSERT INTO "order_events" VALUES(27,1579946400000000,'other',2,1,'{"message":"Note 108"}');
INSERT INTO "order_events" VALUES(28,1580032800000000,'other',3,1,'{"message":"Note 109"}');
INSERT INTO "order_events" VALUES(29,1580119200000000,'other',8,1,'{"message":"Note 110"}');
INSERT INTO "order_events" VALUES(30,1580205600000000,'other',4,1,'{"message":"Note 111"}');
INSERT INTO "order_events" VALUES(31,1577872800000000,'other',6,1,'{"message":"Note 112"}');
INSERT INTO "order_events" VALUES(32,1577959200000000,'other',1,1,'{"message":"Note 113"}');
INSERT INTO "order_events" VALUES(33,1578045600000000,'other',7,1,'{"message":"Note 114"}');
INSERT INTO "order_events" VALUES(34,1578132000000000,'other',2,1,'{"message":"Note 115"}');
INSERT INTO "order_events" VALUES(35,1578218400000000,'other',3,1,'{"message":"Note 116"}');
INSERT INTO "order_events" VALUES(36,1578304800000000,'other',8,1,'{"message":"Note 117"}');
INSERT INTO "order_events" VALUES(37,1578391200000000,'other',4,1,'{"message":"Note 118"}');
INSERT INTO "order_events" VALUES(38,1578477600000000,'other',6,1,'{"message":"Note 119"}');
INSERT INTO "order_events" VALUES(39,1578564000000000,'other',1,1,'{"message":"Note 120"}');
INSERT INTO "order_events" VALUES(40,1578650400000000,'other',7,1,'{"message":"Note 121"}');
INSERT INTO "order_events" VALUES(41,1578736800000000,'other',2,1,'{"message":"Note 122"}');
INSERT INTO "order_events" VALUES(42,1578823200000000,'other',3,1,'{"message":"Note 123"}');
INSERT INTO "order_events" VALUES(43,1578909600000000,'other',8,1,'{"message":"Note 124"}');
INSERT INTO "order_events" VALUES(44,1578996000000000,'other',4,1,'{"message":"Note 125"}');
INSERT INTO "order_events" VALUES(45,1579082400000000,'other',6,1,'{"message":"Note 126"}');
INSERT INTO "order_events" VALUES(46,1579168800000000,'other',1,1,'{"message":"Note 127"}');
INSERT INTO "order_events" VALUES(47,1579255200000000,'other',7,1,'{"message":"Note 128"}');
INSERT INTO "order_events" VALUES(48,1579341600000000,'other',2,1,'{"message":"Note 129"}');
CREATE TABLE order_lines (
	id INTEGER NOT NULL, 
	order_id INTEGER NOT NULL, 
	item_name TEXT NOT NULL, 
	quantity INTEGER NOT NULL, 
	CONSTRAINT pk_order_lines PRIMARY KEY (id), 
	CONSTRAINT fk_order_lines_order_id FOREIGN KEY(order_id) REFERENCES orders (id)
);
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
INSERT INTO "orders" VALUES(1,'','1001',NULL,'',NULL,'');
INSERT INTO "orders" VALUES(2,'','1003',NULL,'',NULL,'');
INSERT INTO "orders" VALUES(3,'','1004',NULL,'',NULL,'');
INSERT INTO "orders" VALUES(4,'','1006',NULL,'',NULL,'');
INSERT INTO "orders" VALUES(5,'','310',NULL,'',NULL,'');
INSERT INTO "orders" VALUES(6,'','1000',NULL,'',NULL,'');
INSERT INTO "orders" VALUES(7,'','1002',NULL,'',NULL,'');
INSERT INTO "orders" VALUES(8,'','1005',NULL,'',NULL,'');
CREATE TABLE records (
	id INTEGER NOT NULL, 
	source_id INTEGER NOT NULL, 
	source_table TEXT NOT NULL, 
	identity TEXT NOT NULL, 
	part TEXT NOT NULL, 
	occurrence INTEGER NOT NULL, 
	batch_id INTEGER NOT NULL, 
	record INTEGER NOT NULL, 
	line INTEGER NOT NULL, 
	order_event_id INTEGER, 
	customer_event_id INTEGER, 
	digest BLOB NOT NULL, 
	kind TEXT, 
	raw_date TEXT, 
	raw_author TEXT, 
	raw_message TEXT, 
	extra TEXT, 
	CONSTRAINT pk_records PRIMARY KEY (id), 
	CONSTRAINT fk_records_batch_id FOREIGN KEY(batch_id) REFERENCES batches (id), 
	CONSTRAINT fk_records_customer_event_id FOREIGN KEY(customer_event_id) REFERENCES customer_events (id), 
	CONSTRAINT fk_records_order_event_id FOREIGN KEY(order_event_id) REFERENCES order_events (id), 
	CONSTRAINT fk_records_source_id FOREIGN KEY(source_id) REFERENCES sources (id), 
	CONSTRAINT uq_records_source_id_source_table_identity_part_occurrence UNIQUE (source_id, source_table, identity, part, occurrence)
);
INSERT INTO "records" VALUES(1,1,'','1','',0,1,1,2,1,NULL,X'C2D5B71F66D129A1DFDD0EA0D05C0DD5',NULL,'2020-01-02 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(2,1,'','3','',0,1,3,4,2,NULL,X'4D494CE2DB2B089301D21DD82A566072',NULL,'2020-01-04 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(3,1,'','4','',0,1,4,5,3,NULL,X'9148A4C81DC62204E90B52CC2646000A',NULL,'2020-01-05 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(4,1,'','6','',0,1,6,7,4,NULL,X'4F87ACC58256B3DFE4B29A3DCF1323E8',NULL,'2020-01-07 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(5,2,'comments','901','',0,2,1,3,5,NULL,X'C363AFB0A7893FFCA0CF335F69E33606','order_note','2021-03-28 00:59:59Z','WooCommerce',NULL,'{"comment_post_ID":"310","comment_author":"WooCommerce","comment_author_email":"","comment_date":"2021-03-28 01:59:59","comment_date_gmt":"2021-03-28 00:59:59","comment_approved":"1","user_id":"0","name":"WooCommerce"}');
INSERT INTO "records" VALUES(6,2,'comments','903','',0,2,3,5,6,NULL,X'CE974E67B08784002F9033986C0C46CD','order_note','2021-03-30 08:00:00Z','WooCommerce',NULL,'{"comment_post_ID":"310","comment_author":"WooCommerce","comment_author_email":"","comment_date":"2021-03-30 10:00:00","comment_date_gmt":"2021-03-30 08:00:00","comment_approved":"1","user_id":"0","name":"WooCommerce"}');
INSERT INTO "records" VALUES(7,3,'','300','',0,3,1,2,7,NULL,X'99A70077BC85DFCD6DED25BF3740311C',NULL,'2020-01-21 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(8,3,'','301','',0,3,2,3,8,NULL,X'A8D6C51EACD732107685E2767217FA54',NULL,'2020-01-22 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(9,3,'','302','',0,3,3,4,9,NULL,X'96F321E186709BEA8A381FCE82A44749',NULL,'2020-01-23 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(10,3,'','303','',0,3,4,5,10,NULL,X'AF76B6C61CD3312D523EEBBD1666DD1E',NULL,'2020-01-24 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(11,3,'','304','',0,3,5,6,11,NULL,X'B34A1063334AB358D6EA5C733A932F2D',NULL,'2020-01-25 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(12,3,'','306','',0,3,7,8,12,NULL,X'F14D0FA62544ABEC595E7BD989FFF461',NULL,'2020-01-27 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(13,3,'','307','',0,3,8,9,13,NULL,X'46BC0A33A89F1F6FF5712EC7D81B5466',NULL,'2020-01-28 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(14,3,'','308','',0,3,9,10,14,NULL,X'990996B349063DB2654F64F1CB729261',NULL,'2020-01-01 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(15,3,'','309','',0,3,10,11,15,NULL,X'453AC26BD1E5B6ECE659CA321523E32E',NULL,'2020-01-02 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(16,5,'','100','',0,5,1,2,19,NULL,X'61F2099525951F9972F01D8CE8284C5F',NULL,'2020-01-17 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(17,5,'','101','',0,5,2,3,20,NULL,X'A61EC7606BA5B64087382B70432B8938',NULL,'2020-01-18 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(18,5,'','102','',0,5,3,4,21,NULL,X'F17CB15F2B5DB304238B21C9459C61E7',NULL,'2020-01-19 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(19,5,'','103','',0,5,4,5,22,NULL,X'E5D1E7BF4C3C5A69DD1DF5A75C240AD1',NULL,'2020-01-20 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(20,5,'','104','',0,5,5,6,23,NULL,X'7D1AB3FB21521ADB6F24E205DFF750A2',NULL,'2020-01-21 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(21,5,'','105','',0,5,6,7,24,NULL,X'2C256A764A73977AC9B60E66C28045C3',NULL,'2020-01-22 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(22,5,'','106','',0,5,7,8,25,NULL,X'00E7B734CCA7E52DBA48A2294E325DA1',NULL,'2020-01-23 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(23,5,'','107','',0,5,8,9,26,NULL,X'11FCC6597F5AC26A04CF6B4E01E0E784',NULL,'2020-01-24 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(24,5,'','108','',0,5,9,10,27,NULL,X'5D2E578143F853991B898118F577CC1D',NULL,'2020-01-25 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(25,5,'','109','',0,5,10,11,28,NULL,X'47D1EB29026B3F64B4D2C697182FC8B6',NULL,'2020-01-26 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(26,5,'','110','',0,5,11,12,29,NULL,X'AAC730B220EBFC41781A6E910DE58706',NULL,'2020-01-27 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(27,5,'','111','',0,5,12,13,30,NULL,X'18FD4B7E49922C1EF7F40B4CF077B33A',NULL,'2020-01-28 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(28,5,'','112','',0,5,13,14,31,NULL,X'DB2DD2F68EB40ABE471C0E57CAD368C1',NULL,'2020-01-01 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(29,5,'','113','',0,5,14,15,32,NULL,X'D16C044F228F214FA8DB85EB27BEBCE7',NULL,'2020-01-02 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(30,5,'','114','',0,5,15,16,33,NULL,X'4EFCE40C73D53695CC147B204FE782A2',NULL,'2020-01-03 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(31,5,'','115','',0,5,16,17,34,NULL,X'EF95EEC50C4290AA7690E068D2F7BC02',NULL,'2020-01-04 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(32,5,'','116','',0,5,17,18,35,NULL,X'733D785D1DE9A049D24FA6157C6D11AB',NULL,'2020-01-05 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(33,5,'','117','',0,5,18,19,36,NULL,X'4B3EADBE3D6879DB93347011D8B59798',NULL,'2020-01-06 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(34,5,'','118','',0,5,19,20,37,NULL,X'8B27FA217470E1FE3F93DA635E53EBF9',NULL,'2020-01-07 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(35,5,'','119','',0,5,20,21,38,NULL,X'B55BA64DCEC99A885965643FE1E55A40',NULL,'2020-01-08 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(36,5,'','120','',0,5,21,22,39,NULL,X'4A60AF7F55EC422B490E4EE0AE335A59',NULL,'2020-01-09 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(37,5,'','121','',0,5,22,23,40,NULL,X'73A24D33DA2A40C4E27A63E8FD3E83B5',NULL,'2020-01-10 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(38,5,'','122','',0,5,23,24,41,NULL,X'B66DBA1FB5ED4DB874D6CFBDA9198544',NULL,'2020-01-11 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(39,5,'','123','',0,5,24,25,42,NULL,X'D4DAE26BC95330ED14ABD56B61D9582B',NULL,'2020-01-12 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(40,5,'','124','',0,5,25,26,43,NULL,X'4C72C0F3AF755FE3CEC70BC03E711AD8',NULL,'2020-01-13 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(41,5,'','125','',0,5,26,27,44,NULL,X'D826FF0071EF2006E2C6CD4CD4A04C77',NULL,'2020-01-14 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(42,5,'','126','',0,5,27,28,45,NULL,X'9F3D24C0A004794C938FB11106F628C0',NULL,'2020-01-15 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(43,5,'','127','',0,5,28,29,46,NULL,X'9DC35AF203FFF3A955C0351FF8C278A1',NULL,'2020-01-16 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(44,5,'','128','',0,5,29,30,47,NULL,X'7797E54299F49DBD71CA694F70DB0FA2',NULL,'2020-01-17 10:00:00',NULL,NULL,NULL);
INSERT INTO "records" VALUES(45,5,'','129','',0,5,30,31,48,NULL,X'5D06577CE9B5DFB96E226C7A44C8CFCB',NULL,'2020-01-18 10:00:00',NULL,NULL,NULL);
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
INSERT INTO "rejects" VALUES(1,1,2,'',3,'date','0000-00-00','E-DATE-ZERO','the date is a database''s zero, not a moment','fill in when it happened',X'322C313030322C303030302D30302D30302C616E6E614073686F702E6578616D706C652C4E6F746520320A');
INSERT INTO "rejects" VALUES(2,1,5,'',6,'date','0000-00-00','E-DATE-ZERO','the date is a database''s zero, not a moment','fill in when it happened',X'352C313030352C303030302D30302D30302C616E6E614073686F702E6578616D706C652C4E6F746520350A');
INSERT INTO "rejects" VALUES(3,3,6,'',7,'date','0000-00-00','E-DATE-ZERO','the date is a database''s zero, not a moment','fill in when it happened',X'3330352C313030342C303030302D30302D30302C616E6E614073686F702E6578616D706C652C4E6F7465203330350A');
CREATE TABLE sources (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	shop TEXT NOT NULL, 
	CONSTRAINT pk_sources PRIMARY KEY (id), 
	CONSTRAINT uq_sources_name_shop UNIQUE (name, shop)
);
INSERT INTO "sources" VALUES(1,'finished','');
INSERT INTO "sources" VALUES(2,'woocommerce','');
INSERT INTO "sources" VALUES(3,'stopped','');
INSERT INTO "sources" VALUES(4,'undone','');
INSERT INTO "sources" VALUES(5,'interrupted','');
CREATE TABLE users (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	email TEXT, 
	name TEXT DEFAULT '' NOT NULL, 
	is_staff BOOLEAN DEFAULT 0 NOT NULL, 
	is_placeholder BOOLEAN DEFAULT 0 NOT NULL
);
INSERT INTO "users" VALUES(1,'anna@shop.example','',0,1);
CREATE INDEX ix_users_name ON users (name);
CREATE INDEX ix_batches_source_id ON batches (source_id);
CREATE INDEX ix_legacy_names_user_id ON legacy_names (user_id);
CREATE INDEX ix_orders_user_id ON orders (user_id);
CREATE INDEX ix_creations_batch_id ON creations (batch_id);
CREATE INDEX ix_customer_events_customer_id_date_id ON customer_events (customer_id, date, id);
CREATE INDEX ix_customer_events_date_id ON customer_events (date, id);
CREATE INDEX ix_customer_events_order_id ON customer_events (order_id);
CREATE INDEX ix_customer_events_user_id ON customer_events (user_id);
CREATE INDEX ix_order_events_date_id ON order_events (date, id);
CREATE INDEX ix_order_events_order_id_date_id ON order_events (order_id, date, id);
CREATE INDEX ix_order_events_user_id ON order_events (user_id);
CREATE INDEX ix_order_lines_order_id ON order_lines (order_id);
CREATE INDEX ix_rejects_batch_id_record ON rejects (batch_id, record);
CREATE INDEX ix_records_batch_id_record ON records (batch_id, record);
CREATE UNIQUE INDEX ix_records_customer_event_id ON records (customer_event_id) WHERE customer_event_id IS NOT NULL;
CREATE UNIQUE INDEX ix_records_order_event_id ON records (order_event_id) WHERE order_event_id IS NOT NULL;
CREATE UNIQUE INDEX uq_users_email ON users (lower(email));
CREATE INDEX ix_orders_user_email ON orders (lower(user_email)) WHERE user_email <> '';
CREATE INDEX ix_note_keys_order_event_id ON note_keys (order_event_id);
CREATE INDEX ix_note_keys_customer_event_id ON note_keys (customer_event_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('orders',8);
INSERT INTO "sqlite_sequence" VALUES('users',1);
INSERT INTO "sqlite_sequence" VALUES('order_events',48);
COMMIT;
