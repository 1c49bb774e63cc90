CREATE TABLE `w_comments` (`comment_ID` bigint, `comment_post_ID` bigint, `comment_author` text, `comment_author_email` text, `comment_date` datetime, `comment_date_gmt` datetime, `comment_content` text, `comment_approved` text, `comment_type` text);
INSERT INTO `w_comments` VALUES (1,9,'','','2023-05-01 10:00:00','2023-05-01 08:00:00','a','1','order_note'),(2,10,'','','2023-05-01 10:00:01','2023-05-01 08:00:01','b','1','order_note');
CREATE TABLE `w_wc_orders_meta` (`id` bigint, `order_id` bigint, `meta_key` text, `meta_value` text);
INSERT INTO `w_wc_orders_meta` VALUES (1,9,'_order_number','7'),(2,9,'_order_number_formatted','W-7/23'),(3,10,'_alg_wc_custom_order_number','8'),(4,10,'_order_number_formatted','');
