CREATE TABLE `w_posts` (`ID` bigint, `post_date` datetime, `post_date_gmt` datetime, `post_excerpt` text, `post_status` varchar(20), `post_type` varchar(20));
INSERT INTO `w_posts` VALUES (9,'2023-05-01 10:00:00','2023-05-01 08:00:00','Ring &amp; wait','wc-processing','shop_order'),(10,'2023-05-01 10:00:00','2023-05-01 08:00:00','A teaser','publish','post');
CREATE TABLE `w_wc_orders` (`id` bigint, `status` varchar(20), `type` varchar(20), `billing_email` varchar(320), `date_created_gmt` datetime, `customer_note` text);
INSERT INTO `w_wc_orders` VALUES (9,'wc-completed','shop_order','jane@example.com','2023-05-01 08:00:00','Ring &amp; wait'),(11,'wc-completed','shop_order','joe@example.com','2023-05-02 08:00:00','');
