-- MySQL dump 10.19  Distrib 10.3.38-MariaDB
CREATE TABLE `commerce_log` (
  `log_id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `uuid` varchar(128) CHARACTER SET ascii NOT NULL,
  `category_id` varchar(255) CHARACTER SET ascii DEFAULT NULL,
  `template_id` varchar(255) CHARACTER SET ascii DEFAULT NULL,
  `uid` int(10) unsigned DEFAULT NULL,
  `source_entity_id` int(11) DEFAULT NULL,
  `source_entity_type` varchar(255) DEFAULT NULL,
  `params` longblob DEFAULT NULL,
  `created` int(11) DEFAULT NULL,
  PRIMARY KEY (`log_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO `commerce_log` VALUES (1,'u1','commerce_cart','cart_entity_added',0,8,'commerce_order','a:1:{s:22:\"purchased_entity_label\";s:17:\"Kettle, émaillé\";}',1561968000),(2,'u2','commerce_order','order_placed',0,8,'commerce_order','a:0:{}',1561968060),(3,'u3','commerce_order','mail_order_receipt',0,8,'commerce_order','a:1:{s:8:\"to_email\";s:16:\"jane@example.com\";}',1561968060),(4,'u4','commerce_order','commerce_order_admin_comment',3,8,'commerce_order','a:1:{s:7:\"comment\";s:30:\"Rang: <em>paint</em> &amp; box\";}',1561968900),(5,'u5','commerce_order','order_canceled',3,9,'commerce_order','a:0:{}',1561969000),(6,'u6','commerce_payment','payment_added',3,4,'commerce_payment','a:0:{}',1561969100),(7,'u7','commerce_order','order_placed',0,8,'commerce_order','a:0:{}',0);
CREATE TABLE `commerce_order` (`order_id` int(10) unsigned NOT NULL, `order_number` varchar(255) DEFAULT NULL, `mail` varchar(254) DEFAULT NULL);
INSERT INTO `commerce_order` VALUES (8,'2019-0008','jane@example.com'),(9,NULL,'guest@mail.example');
CREATE TABLE `users_field_data` (`uid` int(10) unsigned NOT NULL, `name` varchar(60) NOT NULL, `mail` varchar(254) DEFAULT NULL);
INSERT INTO `users_field_data` VALUES (0,'',NULL),(3,'anna','anna@fernandkettle.example');
INSERT INTO `commerce_log` VALUES (20,'u20','commerce_payment','payment_completed',3,8,'commerce_order','a:3:{s:7:\"gateway\";s:4:\"Card\";s:9:\"remote_id\";s:4:\"ch_1\";s:6:\"amount\";a:2:{s:6:\"number\";s:5:\"12.50\";s:12:\"currencyCode\";s:3:\"EUR\";}}',1562054400),(21,'u21','commerce_order','order_mail_failure',0,8,'commerce_order','a:2:{s:2:\"id\";s:13:\"order_receipt\";s:8:\"to_email\";s:16:\"jane@example.com\";}',1562054460);
CREATE TABLE `uc_orders` (`order_id` int(10) unsigned NOT NULL, `uid` int(10) unsigned NOT NULL, `primary_email` varchar(96) NOT NULL);
INSERT INTO `uc_orders` VALUES (12,5,'jane.doe@example.com');
CREATE TABLE `uc_order_statuses` (`order_status_id` varchar(32) NOT NULL, `title` varchar(48) NOT NULL, `state` varchar(32) NOT NULL);
INSERT INTO `uc_order_statuses` VALUES ('pending','Pending','post_checkout'),('completed','Completed','completed');
CREATE TABLE `uc_order_comments` (`comment_id` int(10) unsigned NOT NULL, `order_id` int(10) unsigned NOT NULL, `uid` int(10) unsigned NOT NULL, `order_status` varchar(32) NOT NULL, `notified` tinyint(4) NOT NULL, `message` text, `created` int(11) NOT NULL);
INSERT INTO `uc_order_comments` VALUES (1,12,0,'pending',1,'Order created through website.',1261968000),(2,12,3,'completed',1,'',1261968060);
CREATE TABLE `uc_order_admin_comments` (`comment_id` int(10) unsigned NOT NULL, `order_id` int(10) unsigned NOT NULL, `uid` int(10) unsigned NOT NULL, `message` text, `created` int(11) NOT NULL);
INSERT INTO `uc_order_admin_comments` VALUES (1,12,3,'Rang <em>twice</em>',1261968100);
CREATE TABLE `uc_order_log` (`order_log_id` int(10) unsigned NOT NULL, `order_id` int(10) unsigned NOT NULL, `uid` int(10) unsigned NOT NULL, `changes` text, `created` int(11) NOT NULL);
INSERT INTO `uc_order_log` VALUES (1,12,3,'<div class=\"item-list\"><ul><li>order_status changed from <em>pending</em> to <em>completed</em>.</li></ul></div>',1261968059);
CREATE TABLE `uc_payment_receipts` (`receipt_id` int(10) unsigned NOT NULL, `order_id` int(10) unsigned NOT NULL, `method` varchar(256) NOT NULL, `amount` decimal(15,3) NOT NULL, `uid` int(10) unsigned NOT NULL, `comment` text, `received` int(11) NOT NULL);
INSERT INTO `uc_payment_receipts` VALUES (1,12,'Cheque',12.500,3,'no. 7',1261968050),(2,12,'Cheque',1.000,0,NULL,1261968051);

-- Dump completed
