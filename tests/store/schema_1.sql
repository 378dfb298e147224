PRAGMA application_id = 1330660461;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE findings (
    key TEXT NOT NULL PRIMARY KEY,
    state TEXT NOT NULL,
    first_seen_s REAL NOT NULL,
    last_seen_s REAL NOT NULL,
    opened_s REAL,
    resolved_s REAL,
    frozen INTEGER NOT NULL,
    recurrences INTEGER NOT NULL,
    polls TEXT NOT NULL,
    clean INTEGER NOT NULL,
    case_json TEXT NOT NULL
);
INSERT INTO "findings" VALUES('a','open',1000.25,2000.5,1500.0,NULL,0,2,'1011',1,'{"agency":"dinkes","band":"indicated","confidence":0.7,"device":"r1","key":"a","kind":"foreign_uplink","link":"ether2","signals":[{"evidence":[["1.3.6.1.2.1.4.24.7.1.8.0","INTEGER","0"],["1.3.6.1.2.1.4.24.7.1.8.1","INTEGER","1"]],"family":"routing","kind":"foreign_uplink","link":"ether2","rule":"foreign-next-hop","strength":"strong","subject":"ether2","text":{"en":"The default route leaves by ether2.","id":"Rute bawaan lewat ether2."}}],"site":"dinkes-1","subject":"ether2","text":{"en":"A line nobody knows — ether2","id":"Jalur tak dikenal — ether2"},"waiver":""}');
INSERT INTO "findings" VALUES('b','resolved',1000.25,2000.5,1500.0,1600.5,0,2,'1011',1,'{"agency":"dinkes","band":"indicated","confidence":0.7,"device":"r1","key":"b","kind":"foreign_uplink","link":"ether2","signals":[{"evidence":[["1.3.6.1.2.1.4.24.7.1.8.0","INTEGER","0"],["1.3.6.1.2.1.4.24.7.1.8.1","INTEGER","1"]],"family":"routing","kind":"foreign_uplink","link":"ether2","rule":"foreign-next-hop","strength":"strong","subject":"ether2","text":{"en":"The default route leaves by ether2.","id":"Rute bawaan lewat ether2."}}],"site":"dinkes-1","subject":"ether2","text":{"en":"A line nobody knows — ether2","id":"Jalur tak dikenal — ether2"},"waiver":""}');
INSERT INTO "findings" VALUES('c\ud800','suspected',1000.25,2000.5,1500.0,NULL,0,2,'1011',1,'{"agency":"dinkes","band":"indicated","confidence":0.7,"device":"r1","key":"c\ud800","kind":"foreign_uplink","link":"ether2","signals":[{"evidence":[["1.3.6.1.2.1.4.24.7.1.8.0","INTEGER","0"],["1.3.6.1.2.1.4.24.7.1.8.1","INTEGER","1"]],"family":"routing","kind":"foreign_uplink","link":"ether2","rule":"foreign-next-hop","strength":"strong","subject":"ether2","text":{"en":"The default route leaves by ether2.","id":"Rute bawaan lewat ether2."}}],"site":"dinkes-1","subject":"ether2","text":{"en":"A line nobody knows — ether2","id":"Jalur tak dikenal — ether2"},"waiver":""}');
CREATE TABLE transitions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL,
    time_s REAL NOT NULL,
    state_before TEXT,
    state_after TEXT NOT NULL,
    cause TEXT NOT NULL,
    who TEXT NOT NULL,
    case_json TEXT NOT NULL
);
INSERT INTO "transitions" VALUES(1,'a',1400.0,NULL,'suspected','seen in 3 of 4','','{"agency":"dinkes","band":"indicated","confidence":0.7,"device":"r1","key":"a","kind":"foreign_uplink","link":"ether2","signals":[{"evidence":[["1.3.6.1.2.1.4.24.7.1.8.0","INTEGER","0"],["1.3.6.1.2.1.4.24.7.1.8.1","INTEGER","1"]],"family":"routing","kind":"foreign_uplink","link":"ether2","rule":"foreign-next-hop","strength":"strong","subject":"ether2","text":{"en":"The default route leaves by ether2.","id":"Rute bawaan lewat ether2."}}],"site":"dinkes-1","subject":"ether2","text":{"en":"A line nobody knows — ether2","id":"Jalur tak dikenal — ether2"},"waiver":""}');
INSERT INTO "transitions" VALUES(2,'a',1500.0,'suspected','open','seen in 3 of 4','','{"agency":"dinkes","band":"indicated","confidence":0.7,"device":"r1","key":"a","kind":"foreign_uplink","link":"ether2","signals":[{"evidence":[["1.3.6.1.2.1.4.24.7.1.8.0","INTEGER","0"],["1.3.6.1.2.1.4.24.7.1.8.1","INTEGER","1"]],"family":"routing","kind":"foreign_uplink","link":"ether2","rule":"foreign-next-hop","strength":"strong","subject":"ether2","text":{"en":"The default route leaves by ether2.","id":"Rute bawaan lewat ether2."}}],"site":"dinkes-1","subject":"ether2","text":{"en":"A line nobody knows — ether2","id":"Jalur tak dikenal — ether2"},"waiver":""}');
INSERT INTO "transitions" VALUES(3,'b',1600.5,'open','resolved','seen in 3 of 4','','{"agency":"dinkes","band":"indicated","confidence":0.7,"device":"r1","key":"b","kind":"foreign_uplink","link":"ether2","signals":[{"evidence":[["1.3.6.1.2.1.4.24.7.1.8.0","INTEGER","0"],["1.3.6.1.2.1.4.24.7.1.8.1","INTEGER","1"]],"family":"routing","kind":"foreign_uplink","link":"ether2","rule":"foreign-next-hop","strength":"strong","subject":"ether2","text":{"en":"The default route leaves by ether2.","id":"Rute bawaan lewat ether2."}}],"site":"dinkes-1","subject":"ether2","text":{"en":"A line nobody knows — ether2","id":"Jalur tak dikenal — ether2"},"waiver":""}');
INSERT INTO "transitions" VALUES(4,'c\ud800',1700.0,NULL,'suspected','seen in 3 of 4','','{"agency":"dinkes","band":"indicated","confidence":0.7,"device":"r1","key":"c\ud800","kind":"foreign_uplink","link":"ether2","signals":[{"evidence":[["1.3.6.1.2.1.4.24.7.1.8.0","INTEGER","0"],["1.3.6.1.2.1.4.24.7.1.8.1","INTEGER","1"]],"family":"routing","kind":"foreign_uplink","link":"ether2","rule":"foreign-next-hop","strength":"strong","subject":"ether2","text":{"en":"The default route leaves by ether2.","id":"Rute bawaan lewat ether2."}}],"site":"dinkes-1","subject":"ether2","text":{"en":"A line nobody knows — ether2","id":"Jalur tak dikenal — ether2"},"waiver":""}');
CREATE INDEX findings_by_state ON findings (state, resolved_s);
CREATE INDEX transitions_by_key ON transitions (key, id);
CREATE TRIGGER transitions_are_not_changed BEFORE UPDATE ON transitions
        BEGIN SELECT RAISE(ABORT, 'transitions are append-only'); END;
CREATE TRIGGER transitions_are_not_deleted BEFORE DELETE ON transitions
        BEGIN SELECT RAISE(ABORT, 'transitions are append-only'); END;
CREATE TRIGGER transitions_are_not_replaced BEFORE INSERT ON transitions
        WHEN EXISTS (SELECT 1 FROM transitions WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, 'transitions are append-only'); END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('transitions',4);
COMMIT;
