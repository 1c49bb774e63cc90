CREATE TABLE `m_sales_flat_order` (`entity_id` int, `increment_id` varchar(50), `customer_email` varchar(255));
INSERT INTO `m_sales_flat_order` VALUES (7,'100000007','jane@example.com');
CREATE TABLE `m_sales_flat_shipment` (`entity_id` int, `order_id` int, `increment_id` varchar(50));
INSERT INTO `m_sales_flat_shipment` VALUES (3,7,'100000003');
CREATE TABLE `m_sales_flat_shipment_comment` (`entity_id` int, `parent_id` int, `is_customer_notified` int, `is_visible_on_front` smallint, `comment` text, `created_at` timestamp);
INSERT INTO `m_sales_flat_shipment_comment` VALUES (1,3,1,1,'Sent by <b>DHL</b>','2013-05-23 08:43:51');
