BEGIN TRANSACTION;
CREATE TABLE block (
    id INTEGER PRIMARY KEY,
    lot TEXT NOT NULL REFERENCES lot(code), position INTEGER NOT NULL, path TEXT NOT NULL, kind TEXT NOT NULL,
    english TEXT NOT NULL REFERENCES wording(sha256), said TEXT NOT NULL REFERENCES wording(sha256),
    evidence TEXT NOT NULL, UNIQUE (lot, path)
);
INSERT INTO "block" VALUES(1,'K2548H11',0,'leaking/title','title','46d9d5c050a75b52324f298e6e4802b5162dfa1c8fb8df0bbc172a8e4d30bd4b','79960e98bf32dd605864b539765b234ca03571f1e27e666cdf145ea6bed43731','');
INSERT INTO "block" VALUES(2,'K2548H11',1,'leaking/stop-a-leak','section','c9c96fd37819b085b80115b4f00c10198e6684ad0df63d22638a7d1e2f7fa182','f596a9721d7ec2abca3af8591001286dc92217a9c8a87d93a76e84aa023d3590','guideline');
INSERT INTO "block" VALUES(3,'K2548H11',2,'leaking/stop-a-leak/1','text','a745ea1b91cc9298af3941e4d302fc413b9e4669ea87aadb6d940dd19cc4766f','d41bffd73cde632fe4fe6df6fc8b2ad90c85e03665650a5dcdda6f5c60742000','guideline');
INSERT INTO "block" VALUES(4,'2TMHBAH7',0,'colostrum/title','title','f4c8c94245ca3bd34bf87aed8011010aa66920a431ccbf907809a969b1ffaa52','a14769563a18d6f4ddab344ee2f42db01b7190f3392083ae0c226757d6253919','');
CREATE TABLE clinic (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE, -- its title and address: folders are named anew by each run
    name TEXT NOT NULL, title TEXT NOT NULL, panel TEXT NOT NULL, seen TEXT NOT NULL
);
INSERT INTO "clinic" VALUES(1,'aac030e865ed597eda146ceebdac26a31662c7c0e6e484f6d9986cf41451c946','hill-clinic','Hill Clinic','{"phones": ["020 7946 0999"], "hours": ["Monday"], "address": ["1 Sample Street"], "interpreter": "yes", "web": "", "profile": "gb", "languages": ["vi"], "example": false}','2026-11-25');
INSERT INTO "clinic" VALUES(2,'1280174add3957417e11a1fbda9a1b7dedd8af6006bce74b9c9ae914f5547d09','river','River Midwives','{"phones": ["020 7946 0123"], "hours": ["Monday"], "address": ["2 Water Lane"], "interpreter": "yes", "web": "", "profile": "", "languages": ["vi", "en"], "example": false}','2026-11-22');
CREATE TABLE lot (
    code TEXT PRIMARY KEY, digest TEXT NOT NULL UNIQUE, topic TEXT NOT NULL, letters TEXT NOT NULL,
    version TEXT NOT NULL, language TEXT NOT NULL, profile TEXT NOT NULL, review_by TEXT NOT NULL
);
INSERT INTO "lot" VALUES('K2548H11','988a4444214c8b99e96b48e212cc685eb8568a220dc22d47427b3d390bcd5b7f','leaking','LM','0.1','vi','gb','2027-11-22');
INSERT INTO "lot" VALUES('2TMHBAH7','16a915aa275686302a98ad8a847627155ff6de34bfded64729f9f139977cbf6d','colostrum','CO','0.1','en','gb','2027-11-22');
CREATE TABLE receipt (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL REFERENCES run(id), lot TEXT NOT NULL REFERENCES lot(code),
    clinic INTEGER NOT NULL REFERENCES clinic(id), made TEXT NOT NULL, copies INTEGER NOT NULL,
    format TEXT NOT NULL, theme TEXT NOT NULL, edition TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL,
    UNIQUE (run, file, sha256, made)
);
INSERT INTO "receipt" VALUES(1,'20261122-AAAAAA','K2548H11',1,'2026-11-22',50,'a4','default','screen','hill-clinic/vi/leaking-a4.pdf','1465a12727b57bf31577c66e327791fb443ac7fccc9a05d9715c71a372b0e67b');
INSERT INTO "receipt" VALUES(2,'20261122-AAAAAA','2TMHBAH7',2,'2026-11-22',20,'a4','default','screen','river/en/colostrum-a4.pdf','950a80c246fc817f314f13de64dce87569b2afb9f9220f811f9882af7106ce3c');
INSERT INTO "receipt" VALUES(3,'20261125-BBBBBB','K2548H11',1,'2026-11-25',7,'a4','default','screen','hill-clinic/vi/leaking-a4.pdf','1465a12727b57bf31577c66e327791fb443ac7fccc9a05d9715c71a372b0e67b');
CREATE TABLE rests_on (block INTEGER NOT NULL REFERENCES block(id), source TEXT NOT NULL,
    PRIMARY KEY (block, source)) WITHOUT ROWID;
INSERT INTO "rests_on" VALUES(2,'abm36');
INSERT INTO "rests_on" VALUES(3,'abm36');
INSERT INTO "rests_on" VALUES(2,'kent-leaks');
CREATE TABLE run (id TEXT PRIMARY KEY, orders TEXT NOT NULL, begun TEXT NOT NULL);
INSERT INTO "run" VALUES('20261122-AAAAAA','t.csv','2026-11-22');
INSERT INTO "run" VALUES('20261125-BBBBBB','t.csv','2026-11-25');
CREATE TABLE wording (
    sha256 TEXT PRIMARY KEY, words TEXT NOT NULL, folded TEXT NOT NULL -- folded: what a search compares
);
INSERT INTO "wording" VALUES('46d9d5c050a75b52324f298e6e4802b5162dfa1c8fb8df0bbc172a8e4d30bd4b','Leaking milk
What helps.','leaking milk what helps.');
INSERT INTO "wording" VALUES('79960e98bf32dd605864b539765b234ca03571f1e27e666cdf145ea6bed43731','Leaking (vi)
…','leaking (vi) ...');
INSERT INTO "wording" VALUES('c9c96fd37819b085b80115b4f00c10198e6684ad0df63d22638a7d1e2f7fa182','Stop a leak','stop a leak');
INSERT INTO "wording" VALUES('f596a9721d7ec2abca3af8591001286dc92217a9c8a87d93a76e84aa023d3590','Ngăn rỉ sữa','ngăn rỉ sữa');
INSERT INTO "wording" VALUES('a745ea1b91cc9298af3941e4d302fc413b9e4669ea87aadb6d940dd19cc4766f','Press gently for 1 minute.','press gently for 1 minute.');
INSERT INTO "wording" VALUES('d41bffd73cde632fe4fe6df6fc8b2ad90c85e03665650a5dcdda6f5c60742000','Ấn nhẹ trong 1 phút.','ấn nhẹ trong 1 phút.');
INSERT INTO "wording" VALUES('f4c8c94245ca3bd34bf87aed8011010aa66920a431ccbf907809a969b1ffaa52','Colostrum milk
What helps.','colostrum milk what helps.');
INSERT INTO "wording" VALUES('a14769563a18d6f4ddab344ee2f42db01b7190f3392083ae0c226757d6253919','Colostrum (en)
…','colostrum (en) ...');
CREATE INDEX block_path ON block(path);
CREATE INDEX block_english ON block(english);
CREATE INDEX block_said ON block(said);
CREATE INDEX rests_on_source ON rests_on(source);
CREATE INDEX receipt_lot ON receipt(lot);
CREATE INDEX receipt_clinic ON receipt(clinic);
COMMIT;
PRAGMA application_id = 1279607110;
PRAGMA user_version = 1;
