CREATE TABLE `p_order_history` (`id_order_history` int, `id_employee` int, `id_order` int, `id_order_state` int, `date_add` datetime);
INSERT INTO `p_order_history` VALUES (1,0,7,2,'2015-03-29 05:30:00');
CREATE TABLE `p_order_state_lang` (`id_order_state` int, `id_lang` int, `name` varchar(64));
INSERT INTO `p_order_state_lang` VALUES (2,1,''),(2,2,'Payment accepted');
