CREATE TABLE `x_comments` (`comment_ID` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
 `comment_post_ID` bigint(20), `comment_author` tinytext, `comment_author_email` varchar(100),
 `comment_date` datetime NOT NULL DEFAULT '0000-00-00 00:00:00', `comment_date_gmt` datetime,
 `comment_content` text, `comment_approved` varchar(20), `comment_type` varchar(20),
 `a plugin's, own` tinyint(1) COMMENT 'it''s; a (', PRIMARY KEY (`comment_ID`));
INSERT INTO `x_comments` VALUES (10,900,'WooCommerce','woocommerce@shop.example','2023-03-26 03:30:00','0000-00-00 00:00:00','L\'état: <em>Payé</em><br/>12&nbsp;&euro;','1','order_note',1);
CREATE TABLE `x_wc_orders` (`id` bigint(20), `billing_email` varchar(320));
INSERT INTO `x_wc_orders` VALUES (900,'jane@example.com');
CREATE TABLE `x_wc_orders_meta` (`id` bigint(20), `order_id` bigint(20), `meta_key` varchar(255), `meta_value` text);
INSERT INTO `x_wc_orders_meta` VALUES (1,900,'_order_number','0001007');
