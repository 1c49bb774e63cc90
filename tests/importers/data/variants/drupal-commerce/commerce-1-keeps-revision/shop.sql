INSERT INTO `d_commerce_order_revision` (`revision_id`, `order_number`, `order_id`, `revision_uid`, `mail`, `status`, `log`, `revision_timestamp`) VALUES
(1,'000108',8,0,'jane@example.com','pending','',1561968000),
(2,'000108',8,1,'jane@example.com','completed','Sent by <b>post</b>',1561968001);
INSERT INTO `d_users` (`uid`, `name`, `mail`) VALUES (1,'anna','anna@shop.example');
