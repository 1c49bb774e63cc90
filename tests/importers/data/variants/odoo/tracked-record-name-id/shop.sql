COPY mail_message (id, date, body, model, res_id, message_type, subtype_id) FROM stdin;
502	2020-11-04 07:41:00		sale.order	42	notification	7
503	2020-11-04 07:42:00	<p></p>	sale.order	42	notification	7
\.
COPY public.mail_tracking_value (id, field_desc, old_value_integer, new_value_integer, old_value_char, new_value_char, mail_message_id) FROM stdin;
31	Salesperson	0	5		Anna	502
32	Count	0	3	\N	\N	502
\.
COPY public.mail_message_subtype (id, name, description) FROM stdin;
7	{"en_US": "Confirmed"}	{"en_US": "Quotation confirmed", "fr_FR": "Devis confirmé"}
\.
