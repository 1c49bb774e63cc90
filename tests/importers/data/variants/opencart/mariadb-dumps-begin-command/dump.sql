/*M!999999\- enable the sandbox mode */ 
-- MariaDB dump 10.19-11.4.2-MariaDB, for Linux (x86_64)
/*!40101 SET NAMES utf8mb4 */;
CREATE TABLE `oc_order_history` (
  `order_history_id` int(11) NOT NULL,
  `order_id` int(11),
  `order_status_id` int(11),
  `notify` tinyint(1),
  `comment` text,
  `date_added` datetime
) ENGINE=InnoDB;
set autocommit=0;
INSERT INTO `oc_order_history` VALUES
(1,7,2,0,'It\'s paid','2021-02-05 10:08:17');
commit;

-- Dump completed
