COPY order_orderhistoryentry (id, date, status, comment, order_id, user_id) FROM stdin;
1	2017-01-01 10:00:00+00	new	Order created	7	\N
2	2017-01-01 11:00:00+00	shipped		7	\N
\.
