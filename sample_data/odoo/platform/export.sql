--
-- PostgreSQL database dump
--
SET client_encoding = 'UTF8';
CREATE TABLE public.mail_message (id integer NOT NULL, subject character varying, date timestamp without time zone, body text, model character varying, res_id integer, message_type character varying NOT NULL, subtype_id integer, email_from character varying, author_id integer);
COPY public.mail_message (id, subject, date, body, model, res_id, message_type, subtype_id, email_from, author_id) FROM stdin;
501	\N	2020-11-04 07:40:03	<p>Sales Order created</p>	sale.order	42	notification	1	"OdooBot" <odoobot@example.com>	2
502	\N	2020-11-04 07:41:00		sale.order	42	notification	7	\N	9
503	Re: S00042	2020-11-05 12:00:00.123456	<div>Hello,<br/>the blue one &amp; a lid,<ul><li>please</li></ul></div>	sale.order	42	email	1	"Jane Doe" <jane.doe@example.com>	10
504	\N	2020-11-05 12:30:00	<p>Margin is thin</p>	sale.order	42	comment	2	\N	9
505	\N	2020-11-05 12:31:00	<p>Not about a sale</p>	stock.picking	3	comment	2	\N	9
506	\N	2020-11-06 08:00:00	<p></p>	sale.order	43	notification	7	\N	2
\.
CREATE TABLE public.mail_message_subtype (id integer NOT NULL, name character varying, description text);
COPY public.mail_message_subtype (id, name, description) FROM stdin;
1	Discussions	\N
7	Sales Order Confirmed	Quotation confirmed
\.
CREATE TABLE public.mail_tracking_value (id integer NOT NULL, field_desc character varying, old_value_char character varying, new_value_char character varying, old_value_monetary double precision, new_value_monetary double precision, mail_message_id integer);
COPY public.mail_tracking_value (id, field_desc, old_value_char, new_value_char, old_value_monetary, new_value_monetary, mail_message_id) FROM stdin;
31	Status	Quotation	Sales Order	\N	\N	502
32	Untaxed Amount	\N	\N	10.5	12	502
\.
CREATE TABLE public.res_partner (id integer NOT NULL, name character varying, email character varying);
COPY public.res_partner (id, name, email) FROM stdin;
2	OdooBot	odoobot@example.com
9	Anna Larsen	anna@fernandkettle.example
10	Jane Doe	Jane.Doe@example.com
\.
CREATE TABLE public.sale_order (id integer NOT NULL, name character varying, partner_id integer);
COPY public.sale_order (id, name, partner_id) FROM stdin;
42	S00042	10
\.

--
-- PostgreSQL database dump complete
--

