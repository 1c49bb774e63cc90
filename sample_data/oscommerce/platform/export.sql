# osCommerce, Open Source E-Commerce Solutions
# Database Backup For Fern & Kettle
drop table if exists orders;
create table orders (
  orders_id int(11) not null auto_increment,
  customers_id int(11) not null ,
  customers_email_address varchar(96) not null ,
  PRIMARY KEY (orders_id)
);
insert into orders (orders_id, customers_id, customers_email_address) values ('301', '9', 'old.friend@mail.example');
drop table if exists orders_status;
create table orders_status (
  orders_status_id int(11) default '0' not null ,
  language_id int(11) default '1' not null ,
  orders_status_name varchar(32) not null
);
insert into orders_status (orders_status_id, language_id, orders_status_name) values ('1', '1', 'Pending');
insert into orders_status (orders_status_id, language_id, orders_status_name) values ('1', '2', 'Offen');
insert into orders_status (orders_status_id, language_id, orders_status_name) values ('3', '1', 'Delivered');
drop table if exists orders_status_history;
create table orders_status_history (
  orders_status_history_id int(11) not null auto_increment,
  orders_id int(11) not null ,
  orders_status_id int(5) not null ,
  date_added datetime not null ,
  customer_notified int(1) default '0' ,
  comments text ,
  PRIMARY KEY (orders_status_history_id)
);
insert into orders_status_history (orders_status_history_id, orders_id, orders_status_id, date_added, customer_notified, comments) values ('71', '301', '1', '2006-11-26 18:00:00', '1', 'Please ring twice; the bell\'s broken.');
insert into orders_status_history (orders_status_history_id, orders_id, orders_status_id, date_added, customer_notified, comments) values ('72', '301', '3', '2006-11-28 09:30:00', '1', '');
insert into orders_status_history (orders_status_history_id, orders_id, orders_status_id, date_added, customer_notified, comments) values ('73', '301', '8', '2006-11-29 09:30:00', '0', NULL);
insert into orders_status_history (orders_status_history_id, orders_id, orders_status_id, date_added, customer_notified, comments) values ('74', '302', '1', '0000-00-00 00:00:00', '0', 'A bad clock');
