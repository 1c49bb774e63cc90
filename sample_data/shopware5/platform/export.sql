-- MySQL dump 10.13  Distrib 5.7.33
/*!40101 SET NAMES utf8 */;
DROP TABLE IF EXISTS `s_core_auth`;
CREATE TABLE `s_core_auth` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `roleID` int(11) NOT NULL,
  `username` varchar(255) NOT NULL,
  `name` varchar(255) NOT NULL,
  `email` varchar(120) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;
INSERT INTO `s_core_auth` VALUES (3,1,'lena','Lena Brandt','lena.brandt@farn-kessel.example'),(5,1,'lager','Lager','');
DROP TABLE IF EXISTS `s_core_states`;
CREATE TABLE `s_core_states` (
  `id` int(11) NOT NULL,
  `name` varchar(55) NOT NULL,
  `description` varchar(255) NOT NULL,
  `position` int(11) NOT NULL,
  `group` varchar(25) NOT NULL,
  `mail` int(11) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;
INSERT INTO `s_core_states` VALUES (-1,'cancelled','Abgebrochen',25,'state',0),(0,'open','Offen',1,'state',1),(1,'in_process','In Bearbeitung (Wartet)',2,'state',1),(2,'completed','Komplett abgeschlossen',3,'state',0),(4,'cancelled_rejected','Storniert / Abgelehnt',5,'state',1),(7,'completely_delivered','Komplett ausgeliefert',8,'state',1),(11,'partially_paid','Teilweise bezahlt',12,'payment',0),(12,'completely_paid','Komplett bezahlt',13,'payment',0),(17,'open','Offen',18,'payment',0),(20,'re_crediting','Wiedergutschrift',20,'payment',0);
DROP TABLE IF EXISTS `s_user`;
CREATE TABLE `s_user` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `email` varchar(70) NOT NULL,
  `firstname` varchar(255) DEFAULT NULL,
  `lastname` varchar(255) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;
INSERT INTO `s_user` VALUES (41,'hans.mueller@mail.example','Hans','Müller'),(42,'ida@mail.example','Ida','Öztürk');
DROP TABLE IF EXISTS `s_order`;
CREATE TABLE `s_order` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `ordernumber` varchar(255) DEFAULT NULL,
  `userID` int(11) NOT NULL DEFAULT '0',
  `invoice_amount` double NOT NULL DEFAULT '0',
  `ordertime` datetime DEFAULT NULL,
  `status` int(11) NOT NULL DEFAULT '0',
  `cleared` int(11) NOT NULL DEFAULT '0',
  `comment` text NOT NULL,
  `customercomment` text NOT NULL,
  `internalcomment` text NOT NULL,
  `cleareddate` datetime DEFAULT NULL,
  `trackingcode` text NOT NULL,
  `currency` varchar(5) NOT NULL,
  `subshopID` int(11) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;
INSERT INTO `s_order` VALUES (15,'20001',41,201.86,'2018-08-30 10:15:54',7,12,'','','','2018-08-31 09:00:00','','EUR',1),(16,'0',42,14.5,'2018-08-30 11:00:00',-1,17,'','','',NULL,'','EUR',1),(57,'20002',42,49.9,'2018-08-31 08:51:46',4,17,'','Bitte nach 17 Uhr klingeln','Kundin zahlt bar',NULL,'','EUR',1),(58,'20003',42,30,'2018-09-01 18:00:00',0,12,'','','','2018-09-02 00:00:00','','EUR',1);
DROP TABLE IF EXISTS `s_order_history`;
CREATE TABLE `s_order_history` (
  `id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `orderID` int(10) unsigned NOT NULL,
  `userID` int(10) unsigned DEFAULT NULL,
  `previous_order_status_id` int(10) DEFAULT NULL,
  `order_status_id` int(10) DEFAULT NULL,
  `previous_payment_status_id` int(10) unsigned DEFAULT NULL,
  `payment_status_id` int(10) unsigned DEFAULT NULL,
  `comment` text NOT NULL,
  `change_date` datetime NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;
INSERT INTO `s_order_history` VALUES (1,15,NULL,0,0,17,12,'','2018-08-30 10:17:02'),(2,15,3,0,1,12,12,'','2018-08-30 14:00:00'),(3,15,5,1,7,12,12,'DHL 00340434161094015902','2018-08-31 16:20:00'),(4,15,3,7,7,12,12,'Kunde rief an, Paket ist da','2018-09-03 09:12:00'),(5,57,3,0,4,17,11,'Nicht lieferbar','2018-09-01 10:00:00'),(6,15,3,7,7,12,20,'Eine Tasse war zerbrochen','2018-09-04 09:12:00'),(7,57,NULL,4,6,11,9,'','2018-09-05 10:00:00'),(8,15,3,7,7,20,20,'','2018-09-05 10:30:00'),(9,16,3,-1,0,17,17,'','2018-09-05 11:00:00');
-- Dump completed on 2018-09-06  3:00:01
