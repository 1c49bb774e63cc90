COPY public.spree_log_entries (id, source_id, source_type, details, created_at) FROM stdin;
1	9	Spree::Refund	--- !ruby/object:R\nparams:\n  message: no\nmessage: "Refund: done"\nsuccess: true\n	2020-01-02 10:00:01
2	7	Spree::Payment	--- !ruby/object:R\nparams:\n  message: no\nmessage: |-\n  Declined\n  by bank\n	2020-01-02 10:00:02
3	7	Spree::Payment	--- !ruby/object:R\nparams:\n  message: no\nmessage: 'No: never'\n	2020-01-02 10:00:03
\.
COPY public.spree_refunds (id, payment_id, amount, transaction_id, refund_reason_id, created_at) FROM stdin;
9	7	2.50	re_1	1	2020-01-02 10:00:00
\.
COPY public.spree_refund_reasons (id, name) FROM stdin;
1	Goodwill
\.
COPY public.spree_payments (id, order_id) FROM stdin;
7	3
\.
COPY public.spree_orders (id, number, email, currency) FROM stdin;
3	R123456789	j@x.example	USD
\.
