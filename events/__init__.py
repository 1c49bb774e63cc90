"""What happened to orders and customers, when, and by whom.

>>> from events.order import events                                     # doctest: +SKIP
>>> events.note_added_event(order=order, user=user, message="hello world!")  # doctest: +SKIP

The vocabulary and the calling style are those of Saleor 2.11's Events page.
"""
