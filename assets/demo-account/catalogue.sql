-- What the database "catalogue" holds at the beginning.
CREATE TABLE _cf_KV (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE d1_migrations (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
);
CREATE TABLE categories (id TEXT PRIMARY KEY, title TEXT NOT NULL);
CREATE TABLE articles (
  id INTEGER PRIMARY KEY, sku TEXT NOT NULL UNIQUE, title TEXT NOT NULL, category TEXT REFERENCES categories (id),
  grams INTEGER, picture TEXT, retired_at TEXT
);
CREATE TABLE countries (code TEXT PRIMARY KEY, name TEXT NOT NULL, vat REAL NOT NULL);
CREATE TABLE prices (
  article INTEGER NOT NULL REFERENCES articles (id), country TEXT NOT NULL REFERENCES countries (code),
  cents INTEGER NOT NULL, since TEXT NOT NULL, PRIMARY KEY (article, country, since)
) WITHOUT ROWID;
CREATE TABLE customers (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE, country TEXT NOT NULL, since TEXT NOT NULL
);
CREATE TABLE orders (
  id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customers (id), state TEXT NOT NULL, placed_at TEXT NOT NULL
);
CREATE TABLE order_lines (
  "order" INTEGER NOT NULL REFERENCES orders (id), article INTEGER NOT NULL REFERENCES articles (id),
  bags INTEGER NOT NULL, cents INTEGER NOT NULL, PRIMARY KEY ("order", article)
) WITHOUT ROWID;
CREATE TABLE reviews (
  id INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES articles (id), stars INTEGER NOT NULL, text TEXT, thumb BLOB
);
CREATE INDEX orders_by_customer ON orders (customer);
INSERT INTO categories VALUES ('beans', 'Whole beans'), ('ground', 'Ground'), ('gear', 'Brewing gear'), ('gift', 'Gifts');
INSERT INTO countries VALUES ('DE', 'Germany', 7), ('AT', 'Austria', 10), ('CH', 'Switzerland', 2.6), ('NL', 'Netherlands', 9);
INSERT INTO articles (sku, title, category, grams, picture, retired_at) VALUES
  ('HUI-250', 'Huila', 'beans', 250, 'beans/huila/0001.webp', NULL), ('YIR-250', 'Yirgacheffe', 'beans', 250, 'beans/yirgacheffe/0001.webp', NULL),
  ('SID-250', 'Sidama, natural', 'beans', 250, 'beans/sidama/0001.webp', NULL), ('NGB-1000', 'Northgate Blend', 'beans', 1000, 'beans/northgate-blend/0001.webp', NULL),
  ('DEC-250', 'Decaf', 'ground', 250, 'beans/decaf/0001.webp', NULL), ('PAP-100', 'Filter papers, 100', 'gear', NULL, NULL, NULL),
  ('KET-1', 'Kettle with a thin spout', 'gear', 1180, NULL, NULL), ('ADV-2025', 'Advent box 2025', 'gift', 600, NULL, '2026-01-06'),
  ('CARD', 'Gift card', 'gift', NULL, NULL, NULL);
INSERT INTO prices SELECT a.id, c.code, 900 + 137 * a.id + CAST(c.vat * 10 AS INTEGER), '2026-01-01' FROM articles a, countries c;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 640)
INSERT INTO customers SELECT i, 'Customer ' || i, 'customer' || i || '@mail.example',
  CASE i % 5 WHEN 0 THEN 'AT' WHEN 1 THEN 'CH' ELSE 'DE' END, date('2023-02-01', '+' || i || ' days') FROM n;
WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 2199)
INSERT INTO orders SELECT 18220 + i, 1 + (i * 7919) % 640, CASE WHEN i > 2190 THEN 'paid' WHEN i % 97 = 0 THEN 'refunded' ELSE 'sent' END,
  datetime('2025-08-01', '+' || (i * 147) || ' minutes') FROM n;
INSERT INTO order_lines SELECT id, 1 + (id % 9), 1 + id % 3, (900 + 137 * (1 + id % 9)) * (1 + id % 3) FROM orders;
INSERT OR IGNORE INTO order_lines SELECT id, 1 + (id * 5 % 9), 1, 900 + 137 * (1 + id * 5 % 9) FROM orders WHERE id % 2;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 180)
INSERT INTO reviews SELECT i, 1 + i % 9, 3 + i % 3, CASE i % 4 WHEN 0 THEN NULL WHEN 1 THEN 'Bright, a little lemon.' WHEN 2 THEN
  'Like the first one from 2019.' ELSE 'Fine in a filter, thin as espresso.' END, CASE WHEN i % 30 = 0 THEN x'89504E470D0A1A0A' END FROM n;
