--
-- PostgreSQL database dump
--
SET client_encoding = 'UTF8';
CREATE TABLE public.spree_orders (id integer NOT NULL, number character varying(32), email character varying);
CREATE TABLE public.spree_payments (id integer NOT NULL, order_id integer, state character varying);
CREATE TABLE public.spree_shipments (id integer NOT NULL, number character varying, order_id integer);
CREATE TABLE public.spree_state_changes (
    id integer NOT NULL,
    name character varying,
    previous_state character varying,
    stateful_id integer,
    user_id integer,
    stateful_type character varying,
    next_state character varying,
    created_at timestamp without time zone NOT NULL,
    updated_at timestamp without time zone NOT NULL
);
CREATE TABLE public.spree_users (id integer NOT NULL, email character varying);
COPY public.spree_orders (id, number, email) FROM stdin;
1	R123456789	jane.doe@example.com
2	R000000012	guest@mail.example
\.
COPY public.spree_payments (id, order_id, state) FROM stdin;
1	2	void
\.
COPY public.spree_shipments (id, number, order_id) FROM stdin;
1	H11111111111	1
\.
COPY public.spree_state_changes (id, name, previous_state, stateful_id, user_id, stateful_type, next_state, created_at, updated_at) FROM stdin;
1	order	cart	1	\N	Spree::Order	address	2016-08-01 10:00:00.123456	2016-08-01 10:00:00.123456
2	order	confirm	1	7	Spree::Order	complete	2016-08-01 10:05:00.5	2016-08-01 10:05:00.5
3	payment	checkout	1	\N	Spree::Payment	pending	2016-08-01 10:05:00.5	2016-08-01 10:05:00.5
4	shipment	\N	1	9	Spree::Shipment	shipped	2016-08-02 08:00:00	2016-08-02 08:00:00
5	return_authorization	authorized	1	7	Spree::ReturnAuthorization	canceled	2016-08-03 08:00:00	2016-08-03 08:00:00
6	order	complete	2	7	Spree::Order	canceled	2016-08-04 08:00:00	2016-08-04 08:00:00
7	payment	\N	99	\N	Spree::Payment	completed	2016-08-05 08:00:00	2016-08-05 08:00:00
\.
COPY public.spree_users (id, email) FROM stdin;
7	anna@fernandkettle.example
\.
CREATE TABLE public.spree_log_entries (id integer NOT NULL, source_type character varying, source_id integer, details text, created_at timestamp without time zone NOT NULL, updated_at timestamp without time zone NOT NULL);
COPY public.spree_log_entries (id, source_type, source_id, details, created_at, updated_at) FROM stdin;
1	Spree::Payment	1	--- !ruby/object:ActiveMerchant::Billing::Response\nparams:\n  message: inner\nmessage: Declined: the card is too old\nsuccess: false\ntest: true\n	2020-11-04 07:40:04.5	2020-11-04 07:40:04.5
3	Spree::Refund	1	--- !ruby/object:ActiveMerchant::Billing::Response\nparams: {}\nmessage: "Refund: accepted"\nsuccess: true\n	2020-11-06 09:00:01	2020-11-06 09:00:01
2	Spree::Shipment	1	--- !ruby/object:Object {}\n	2020-11-04 07:40:05	2020-11-04 07:40:05
\.
CREATE TABLE public.spree_refunds (id integer NOT NULL, payment_id integer, amount numeric(10,2), transaction_id character varying, refund_reason_id integer, created_at timestamp without time zone);
COPY public.spree_refunds (id, payment_id, amount, transaction_id, refund_reason_id, created_at) FROM stdin;
1	1	2.50	re_1	1	2020-11-06 09:00:00
\.
CREATE TABLE public.spree_refund_reasons (id integer NOT NULL, name character varying);
COPY public.spree_refund_reasons (id, name) FROM stdin;
1	Goodwill
\.

--
-- PostgreSQL database dump complete
--

