CREATE TABLE orders_status_history (orders_status_history_id int, orders_id int, new_value int, old_value int, date_added datetime, customer_notified int);
INSERT INTO orders_status_history VALUES (1,7,2,1,'2002-02-05 10:08:17',1);
CREATE TABLE orders_status (orders_status_id int, language_id int, orders_status_name varchar(32));
INSERT INTO orders_status VALUES (2,1,'Processing');
