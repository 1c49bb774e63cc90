COPY public.mail_message (id, date, body, model, res_id, message_type) FROM stdin;
502	2020-11-04 07:41:00	<p></p>	sale.order	42	notification
\.
COPY public.mail_tracking_value (id, field_desc, old_value_char, new_value_char, old_value_monetary, new_value_monetary, mail_message_id) FROM stdin;
31	Status	Quotation	Sales Order	\N	\N	502
32	Total	\N	\N	10.50	12.0	502
33	Note	fragile	\N	\N	\N	502
\.
