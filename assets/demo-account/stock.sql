-- What the database "stock" holds at the beginning, without the movements, which are as many as are wanted.
CREATE TABLE _cf_KV (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE d1_migrations (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
);
CREATE TABLE warehouses (id TEXT PRIMARY KEY, city TEXT NOT NULL, country TEXT NOT NULL, shelves INTEGER NOT NULL);
CREATE TABLE beans (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, origin TEXT, altitude INTEGER, washed INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE movements (
  id INTEGER PRIMARY KEY, bean INTEGER NOT NULL REFERENCES beans (id), warehouse TEXT NOT NULL REFERENCES warehouses (id),
  bags INTEGER NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL
);
CREATE INDEX movements_by_bean ON movements (bean, at);
CREATE VIEW on_hand AS
  SELECT beans.name AS bean, warehouse, SUM(bags) AS bags FROM movements JOIN beans ON beans.id = bean GROUP BY 1, 2;
INSERT INTO warehouses VALUES ('bremen', 'Bremen', 'DE', 212), ('graz', 'Graz', 'AT', 58);
INSERT INTO beans (name, origin, altitude, washed) VALUES
  ('Huila', 'Colombia', 1750, 1), ('Yirgacheffe', 'Ethiopia', 2000, 1), ('Sidama', 'Ethiopia', 1900, 0),
  ('Northgate Blend', NULL, NULL, 1), ('Decaf', 'Mexico', 1400, 1), ('Kirinyaga', 'Kenya', 1700, 1);
