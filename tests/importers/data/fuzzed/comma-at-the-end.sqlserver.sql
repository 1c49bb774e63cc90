USE [shop]
GO
CREATE TABLE notes ("id" text, "c�ode" text, "text" text, "note" text);
INSERT INTO notes VALUES
('0001','001','Zażółć gęślą jaźń, Größe, Ελληνικά, заказ','note 1'),
('0002','002','注文を発送しました','note 2'),
('0003','003','👩‍🔧 é می‌خواهد',NULL),
('0004','004','she said "hi", then left','note 4'),
('0005','005','"quoted whole"','note 5'),
('0006','006','it''s O''Brien''s',NULL),