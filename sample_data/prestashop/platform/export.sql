-- phpMyAdmin SQL Dump
CREATE TABLE `shop_customer` (`id_customer` int(10) unsigned NOT NULL, `email` varchar(255) NOT NULL, `passwd` varchar(255) NOT NULL);
INSERT INTO `shop_customer` (`id_customer`, `email`, `passwd`) VALUES (2, 'Claire.Dubois@example.com', 'x'), (3, 'bruno@mail.example', 'x');
CREATE TABLE `shop_customer_message` (`id_customer_message` int(10) unsigned NOT NULL, `id_customer_thread` int(11) DEFAULT NULL, `id_employee` int(10) unsigned DEFAULT NULL, `message` mediumtext NOT NULL, `date_add` datetime NOT NULL, `private` tinyint(4) NOT NULL DEFAULT 0);
INSERT INTO `shop_customer_message` (`id_customer_message`, `id_customer_thread`, `id_employee`, `message`, `date_add`, `private`) VALUES
(1, 1, 0, 'Bonjour,\r\n\r\noù est mon colis&nbsp;?', '2019-04-03 10:00:00', 0),
(2, 1, 2, 'Il part demain, l&#039;étiquette est faite', '2019-04-03 11:00:00', 0),
(3, 1, 2, 'Cliente fidèle : geste commercial ?', '2019-04-03 11:01:00', 1),
(4, 2, 0, 'Une question avant commande', '2019-04-04 09:00:00', 0);
CREATE TABLE `shop_customer_thread` (`id_customer_thread` int(11) unsigned NOT NULL, `id_customer` int(10) unsigned DEFAULT NULL, `id_order` int(10) unsigned DEFAULT NULL, `status` varchar(10), `email` varchar(255) NOT NULL);
INSERT INTO `shop_customer_thread` (`id_customer_thread`, `id_customer`, `id_order`, `status`, `email`) VALUES (1, 2, 5, 'open', 'claire.dubois@example.com'), (2, 0, 0, 'closed', 'curious@mail.example');
CREATE TABLE `shop_employee` (`id_employee` int(10) unsigned NOT NULL, `lastname` varchar(255) NOT NULL, `firstname` varchar(255) NOT NULL, `email` varchar(255) NOT NULL);
INSERT INTO `shop_employee` (`id_employee`, `lastname`, `firstname`, `email`) VALUES (2, 'Fontaine', 'Léa', 'lea@fernandkettle.example');
CREATE TABLE `shop_message` (`id_message` int(10) unsigned NOT NULL, `id_cart` int(10) unsigned, `id_customer` int(10) unsigned NOT NULL, `id_employee` int(10) unsigned, `id_order` int(10) unsigned NOT NULL, `message` varchar(1600) NOT NULL, `private` tinyint(1) NOT NULL DEFAULT 1, `date_add` datetime NOT NULL);
INSERT INTO `shop_message` (`id_message`, `id_cart`, `id_customer`, `id_employee`, `id_order`, `message`, `private`, `date_add`) VALUES (1, 9, 3, 0, 6, 'Laisser chez le gardien', 0, '2019-03-31 02:30:00');
CREATE TABLE `shop_order_history` (`id_order_history` int(10) unsigned NOT NULL, `id_employee` int(10) unsigned NOT NULL, `id_order` int(10) unsigned NOT NULL, `id_order_state` int(10) unsigned NOT NULL, `date_add` datetime NOT NULL);
INSERT INTO `shop_order_history` (`id_order_history`, `id_employee`, `id_order`, `id_order_state`, `date_add`) VALUES
(11, 0, 5, 1, '2019-03-31 02:30:00'),
(12, 2, 5, 2, '2019-10-27 02:15:00'),
(13, 7, 6, 2, '2019-10-28 09:00:00'),
(14, 0, 6, 99, '2019-10-28 09:00:00'),
(15, 0, 6, 2, '0000-00-00 00:00:00');
CREATE TABLE `shop_order_state_lang` (`id_order_state` int(10) unsigned NOT NULL, `id_lang` int(10) unsigned NOT NULL, `name` varchar(64) NOT NULL);
INSERT INTO `shop_order_state_lang` (`id_order_state`, `id_lang`, `name`) VALUES (1, 2, 'Awaiting check payment'), (1, 1, 'En attente du chèque'), (2, 1, 'Paiement accepté'), (2, 2, 'Payment accepted');
CREATE TABLE `shop_orders` (`id_order` int(10) unsigned NOT NULL, `reference` varchar(9) DEFAULT NULL, `id_customer` int(10) unsigned NOT NULL, `invoice_date` datetime NOT NULL);
INSERT INTO `shop_orders` (`id_order`, `reference`, `id_customer`, `invoice_date`) VALUES (5, 'FKQWMZTRA', 2, '0000-00-00 00:00:00'), (6, 'LNPXDGVOE', 3, '0000-00-00 00:00:00');
