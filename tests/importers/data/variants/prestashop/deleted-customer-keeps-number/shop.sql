CREATE TABLE `ps_order_history` (`id_order_history` int, `id_employee` int, `id_order` int, `id_order_state` int, `date_add` datetime);
INSERT INTO `ps_order_history` VALUES (1,0,7,2,'2015-03-29 05:30:00'),(2,3,8,99,'2015-03-29 05:30:01');
CREATE TABLE `ps_orders` (`id_order` int, `reference` varchar(9), `id_customer` int);
INSERT INTO `ps_orders` VALUES (7,'XKBKNABJK',4),(8,'XKBKNABJK',4);
CREATE TABLE `ps_customer` (`id_customer` int, `email` varchar(128));
CREATE TABLE `ps_employee` (`id_employee` int, `email` varchar(128), `firstname` varchar(9), `lastname` varchar(9));
INSERT INTO `ps_employee` VALUES (3,'','Ana','Ruiz');
