-- MySQL dump 10.13  Distrib 5.6.51, for Linux (x86_64)
/*!40101 SET NAMES utf8 */;
CREATE TABLE `mage_sales_flat_order` (
  `entity_id` int(10) unsigned NOT NULL AUTO_INCREMENT COMMENT 'Entity Id',
  `state` varchar(32) DEFAULT NULL COMMENT 'State',
  `customer_email` varchar(255) DEFAULT NULL COMMENT 'Customer Email',
  `increment_id` varchar(50) DEFAULT NULL COMMENT 'Increment Id',
  PRIMARY KEY (`entity_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8 COMMENT='Sales Flat Order';
INSERT INTO `mage_sales_flat_order` VALUES (41,'complete','Jane.Doe@example.com','100000041'),(42,'canceled','søren@mail.example','100000041-1'),(43,'new',NULL,'200000007');
CREATE TABLE `mage_sales_flat_order_status_history` (
  `entity_id` int(10) unsigned NOT NULL AUTO_INCREMENT COMMENT 'Entity Id',
  `parent_id` int(10) unsigned NOT NULL COMMENT 'Parent Id',
  `is_customer_notified` int(11) DEFAULT NULL COMMENT 'Is Customer Notified',
  `is_visible_on_front` smallint(5) unsigned NOT NULL DEFAULT '0' COMMENT 'Is Visible On Front',
  `comment` text COMMENT 'Comment',
  `status` varchar(32) DEFAULT NULL COMMENT 'Status',
  `created_at` timestamp NULL DEFAULT NULL COMMENT 'Created At',
  `entity_name` varchar(32) DEFAULT NULL COMMENT 'Shows what entity history is bind to.',
  PRIMARY KEY (`entity_id`),
  KEY `IDX_PARENT` (`parent_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8 COMMENT='Sales Flat Order Status History';
INSERT INTO `mage_sales_flat_order_status_history` VALUES (101,41,1,0,NULL,'pending','2014-03-02 17:20:01','order'),(102,41,0,0,'Captured amount of <span class=\"price\">&pound;24.00</span> online.<br/>Transaction ID: \"8XA1\"','processing','2014-03-02 17:20:07','invoice'),(103,41,2,1,'It\'s on its way;\r\nsee the tracking (mail)','complete','2014-03-04 08:00:00','shipment'),(104,42,NULL,0,NULL,'canceled','2014-03-05 09:10:11','order'),(105,43,0,0,NULL,'awaiting_wire','2014-03-06 10:00:00','order'),(106,43,0,0,'Set by a module that forgot the date','pending',NULL,NULL),(107,99,0,1,'An order that is gone','closed','2014-03-07 23:59:59','creditmemo');
CREATE TABLE `mage_sales_order_status` (
  `status` varchar(32) NOT NULL COMMENT 'Status',
  `label` varchar(128) NOT NULL COMMENT 'Label',
  PRIMARY KEY (`status`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8 COMMENT='Sales Order Status Table';
INSERT INTO `mage_sales_order_status` VALUES ('canceled','Canceled'),('pending','Afventer behandling'),('holded','On Hold');
CREATE TABLE `mage_sales_flat_shipment` (
  `entity_id` int(10) unsigned NOT NULL AUTO_INCREMENT COMMENT 'Entity Id',
  `order_id` int(10) unsigned NOT NULL COMMENT 'Order Id',
  `increment_id` varchar(50) DEFAULT NULL COMMENT 'Increment Id',
  PRIMARY KEY (`entity_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8 COMMENT='Sales Flat Shipment';
INSERT INTO `mage_sales_flat_shipment` VALUES (9,41,'100000012');
CREATE TABLE `mage_sales_flat_shipment_comment` (
  `entity_id` int(10) unsigned NOT NULL AUTO_INCREMENT COMMENT 'Entity Id',
  `parent_id` int(10) unsigned NOT NULL COMMENT 'Parent Id',
  `is_customer_notified` int(11) DEFAULT NULL COMMENT 'Is Customer Notified',
  `is_visible_on_front` smallint(5) unsigned NOT NULL DEFAULT '0' COMMENT 'Is Visible On Front',
  `comment` text COMMENT 'Comment',
  `created_at` timestamp NULL DEFAULT NULL COMMENT 'Created At',
  PRIMARY KEY (`entity_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8 COMMENT='Sales Flat Shipment Comment';
INSERT INTO `mage_sales_flat_shipment_comment` VALUES (101,9,1,1,'Left with the neighbour at no. 7','2014-03-05 16:45:00');

-- Dump completed
