-- MySQL dump 10.13  Distrib 5.5.60
/*!40101 SET NAMES utf8 */;
DROP TABLE IF EXISTS `oxuser`;
CREATE TABLE `oxuser` (
  `OXID` char(32) NOT NULL,
  `OXUSERNAME` varchar(255) NOT NULL,
  `OXCUSTNR` int(11) NOT NULL,
  PRIMARY KEY (`OXID`)
) ENGINE=MyISAM DEFAULT CHARSET=utf8;
INSERT INTO `oxuser` VALUES ('e7af1c3b786fd02906ccd75698f4e6b9','hans.mueller@mail.example',8),('6d0b2e0c1f4a4c15a1b5a4f3c9e2d711','ida@mail.example',9);
DROP TABLE IF EXISTS `oxorder`;
CREATE TABLE `oxorder` (
  `OXID` char(32) NOT NULL,
  `OXSHOPID` varchar(32) NOT NULL,
  `OXUSERID` char(32) NOT NULL,
  `OXORDERDATE` datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
  `OXORDERNR` int(11) unsigned NOT NULL DEFAULT '0',
  `OXBILLEMAIL` varchar(255) NOT NULL,
  `OXPAYMENTTYPE` char(32) NOT NULL,
  `OXTOTALORDERSUM` double NOT NULL,
  `OXBILLNR` varchar(128) NOT NULL,
  `OXBILLDATE` date NOT NULL DEFAULT '0000-00-00',
  `OXTRACKCODE` varchar(128) NOT NULL,
  `OXSENDDATE` datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
  `OXREMARK` text NOT NULL,
  `OXCURRENCY` varchar(32) NOT NULL,
  `OXTRANSSTATUS` varchar(30) NOT NULL,
  `OXPAID` datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
  `OXSTORNO` tinyint(1) NOT NULL DEFAULT '0',
  `OXTIMESTAMP` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (`OXID`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;
INSERT INTO `oxorder` VALUES ('7d090db46a124f48cb7e6836ceef3f66','oxbaseshop','e7af1c3b786fd02906ccd75698f4e6b9','2014-03-12 14:05:11',1001,'hans.mueller@mail.example','oxidpayadvance',129.9,'501','2014-03-13','00340434161094015902','2014-03-14 15:30:00','Bitte an die Nachbarin','EUR','OK','2014-03-13 08:00:00',0,'2014-03-14 15:30:01'),('7d090db46a124f48cb7e6836ceef3f67','oxbaseshop','6d0b2e0c1f4a4c15a1b5a4f3c9e2d711','2014-03-13 10:05:11',1002,'ida@mail.example','oxidcashondel',49.9,'','0000-00-00','','0000-00-00 00:00:00','','EUR','OK','0000-00-00 00:00:00',1,'2014-03-15 09:00:00'),('7d090db46a124f48cb7e6836ceef3f68','oxbaseshop','6d0b2e0c1f4a4c15a1b5a4f3c9e2d711','2014-03-13 10:07:00',0,'ida@mail.example','oxidpaypal',49.9,'','0000-00-00','','-','','EUR','NOT_FINISHED','0000-00-00 00:00:00',0,'2014-03-13 10:07:00');
DROP TABLE IF EXISTS `oxremark`;
CREATE TABLE `oxremark` (
  `OXID` char(32) NOT NULL,
  `OXPARENTID` char(32) NOT NULL,
  `OXTYPE` enum('o','r','n','c') NOT NULL DEFAULT 'r',
  `OXHEADER` varchar(255) NOT NULL,
  `OXTEXT` text NOT NULL,
  `OXCREATE` datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
  PRIMARY KEY (`OXID`)
) ENGINE=MyISAM DEFAULT CHARSET=utf8;
INSERT INTO `oxremark` VALUES ('a1','e7af1c3b786fd02906ccd75698f4e6b9','r','','Kunde &amp; Nachbar m&ouml;chten sonntags nicht angerufen werden','2014-04-02 09:12:00'),('a2','e7af1c3b786fd02906ccd75698f4e6b9','o','1001','Bestellung 1001','2014-03-12 14:05:11');
-- Dump completed on 2014-05-01  3:00:01
