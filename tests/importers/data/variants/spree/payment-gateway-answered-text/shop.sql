COPY public.spree_log_entries (id, source_id, source_type, details, created_at) FROM stdin;
1	7	Spree::Payment	--- !ruby/object:Billing::Response\nparams:\n  message: no\nmessage: Declined, the card\n  is too old.\nsuccess: false\n	2020-01-01 10:00:01
2	7	Spree::Payment	--- !ruby/object:R\nmessage: \nsuccess: true\n	2020-01-01 10:00:02
3	7	Spree::Payment	plain words	2020-01-01 10:00:03
\.
COPY public.spree_payments (id, order_id) FROM stdin;
7	3
\.
COPY public.spree_orders (id, number, email) FROM stdin;
3	R123456789	jane@example.com
\.
