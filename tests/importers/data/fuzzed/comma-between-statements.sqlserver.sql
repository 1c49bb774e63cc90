USE [shop]
GO
CREATE TABLE notes ("id" text, "code" text, "text" text, "note" text);
INSERT INTO notes VALUES
('0001','001','Zażół�d,2019-12-18 12:30:00 -0500,1,Wooden spoon,6.50,WS-1,Dana Whitfield,77 Lake Rd,Madison,53703,US,,,,Bank Deposit,0.00,Fern & Kettle,,2310457926919,,Low,web
� gęślą jaźń, Größe, Ελληνικά, заказ','note 1'),
)'0002','002','注文を発送しました','note 2'),
('0003','003','👩‍🔧 é می‌خواهد',NULL),
('0004','004','she said "hi"'004','she said "hi"'004','she said "hi"'004','she said "hi", then left','note 4'),
('0005','005','"quoted whole"','note 5'),
('0006','006','it''s O''Brien''s',NULL),
('0007','000','comma, semicolon; bar| tab	end','note 7'),
('0008','001','two
lines','note 8'),
('0009','002','three

lines, one blank',NULL),
('0010','003','C:\new\table\','note 10'),
('0011','004','[bold]not markup[/bold] <b>&amp; &lt;',