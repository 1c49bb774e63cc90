-- phpMyAdmin SQL Dump
-- version 5.1.1
SET NAMES utf8mb4;
CREATE TABLE `shop_commentmeta` (`meta_id` bigint(20) UNSIGNED NOT NULL, `comment_id` bigint(20) UNSIGNED NOT NULL DEFAULT '0', `meta_key` varchar(255) DEFAULT NULL, `meta_value` longtext DEFAULT NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO `shop_commentmeta` (`meta_id`, `comment_id`, `meta_key`, `meta_value`) VALUES
(1, 905, 'is_customer_note', '1'),
(2, 904, 'rating', '5');
CREATE TABLE `shop_comments` (
  `comment_ID` bigint(20) UNSIGNED NOT NULL,
  `comment_post_ID` bigint(20) UNSIGNED NOT NULL DEFAULT '0',
  `comment_author` tinytext NOT NULL,
  `comment_author_email` varchar(100) NOT NULL DEFAULT '',
  `comment_date` datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
  `comment_date_gmt` datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
  `comment_content` text NOT NULL,
  `comment_approved` varchar(20) NOT NULL DEFAULT '1',
  `comment_type` varchar(20) NOT NULL DEFAULT 'comment',
  `user_id` bigint(20) UNSIGNED NOT NULL DEFAULT '0'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO `shop_comments` (`comment_ID`, `comment_post_ID`, `comment_author`, `comment_author_email`, `comment_date`, `comment_date_gmt`, `comment_content`, `comment_approved`, `comment_type`, `user_id`) VALUES
(901, 310, 'WooCommerce', 'woocommerce@fernandkettle.example', '2021-03-28 01:59:59', '2021-03-28 00:59:59', 'Order status changed from Pending payment to Processing.', '1', 'order_note', 0),
(902, 310, 'WooCommerce', '', '2021-03-28 01:59:59', '2021-03-28 00:59:59', 'Kettle (EK-1)<span class=\"description\">Colour: blue</span> stock reduced from 4&rarr;3.', '1', 'order_note', 0),
(903, 310, 'Mia Lindqvist', 'mia@fernandkettle.example', '2021-03-28 03:10:00', '0000-00-00 00:00:00', 'Klarna: 1&nbsp;249&#044;00 kr.<br />\r\nCalled &amp; confirmed <jane@example.com>', '1', 'order_note', 3),
(904, 12, 'A. Buyer', 'buyer@mail.example', '2021-03-29 10:00:00', '2021-03-29 08:00:00', 'Lovely kettle!', '1', 'review', 0),
(905, 311, 'woocommerce', 'anna@fernandkettle.example', '2021-04-01 12:00:00', '2021-04-01 10:00:00', 'Your parcel: <a href=\"https://post.example/1\">track it</a> 🎁', '1', 'order_note', 5),
(906, 311, 'WooCommerce', '', '2021-04-02 12:00:00', '2021-04-02 10:00:00', 'Moved to the trash', 'post-trashed', 'order_note', 0),
(907, 0, 'WooCommerce', '', '2021-04-03 12:00:00', '2021-04-03 10:00:00', 'A note without its order', '1', 'order_note', 0),
(908, 311, 'WooCommerce', '', '2021-04-04 12:00:00', '2021-04-04 10:00:00', '', '1', 'order_note', 0);
CREATE TABLE `shop_postmeta` (`meta_id` bigint(20) UNSIGNED NOT NULL, `post_id` bigint(20) UNSIGNED NOT NULL DEFAULT '0', `meta_key` varchar(255) DEFAULT NULL, `meta_value` longtext DEFAULT NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO `shop_postmeta` (`meta_id`, `post_id`, `meta_key`, `meta_value`) VALUES
(11, 310, '_order_number', '42'),
(13, 310, '_order_number_formatted', '0042'),
(12, 310, '_billing_email', 'ingrid@mail.example'),
(13, 311, '_billing_email', 'ben@mail.example');
CREATE TABLE `shop_posts` (`ID` bigint(20) UNSIGNED NOT NULL, `post_date` datetime NOT NULL DEFAULT '0000-00-00 00:00:00', `post_date_gmt` datetime NOT NULL DEFAULT '0000-00-00 00:00:00', `post_title` text NOT NULL, `post_excerpt` text NOT NULL, `post_status` varchar(20) NOT NULL DEFAULT 'publish', `post_type` varchar(20) NOT NULL DEFAULT 'post') ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO `shop_posts` (`ID`, `post_date`, `post_date_gmt`, `post_title`, `post_excerpt`, `post_status`, `post_type`) VALUES
(12, '2021-01-04 09:00:00', '2021-01-04 08:00:00', 'Kettle', 'The one with the blue handle', 'publish', 'product'),
(310, '2021-03-28 01:59:40', '2021-03-28 00:59:40', 'Order &ndash; March 28, 2021', 'Ring twice, the bell is broken', 'wc-processing', 'shop_order'),
(311, '2021-04-01 11:58:00', '2021-04-01 09:58:00', 'Order &ndash; April 1, 2021', '', 'wc-completed', 'shop_order'),
(312, '2021-04-05 12:00:00', '2021-04-05 10:00:00', 'Order &ndash; April 5, 2021', 'A test, please ignore', 'trash', 'shop_order');
