"""Links to orders in the shop's own pages, from a template such as https://shop.example/admin/{order}."""

from __future__ import annotations

import re
from urllib.parse import quote

_FIELDS = ("order", "shop")
_FIELD = re.compile(r"\{([^{}]*)\}")


class OrderText(str):
    """Text that stands for an order, and is a link to it where links are wanted."""

    shop: str
    number: str

    @classmethod
    def of(cls, text: str, *, shop: str, number: str) -> OrderText:
        """`text`, standing for this order."""
        made = cls(text)
        made.shop, made.number = shop, number
        return made

    def part(self, start: int, end: int) -> OrderText:
        """A part of the text, which stands for the same order."""
        return OrderText.of(self[start:end], shop=self.shop, number=self.number)


def address(template: str, *, shop: str, number: str) -> str:
    """The address of an order's page; the values are escaped, so that each stays in its place."""
    values = {"order": quote(number, safe=""), "shop": quote(shop, safe="")}
    return _FIELD.sub(lambda found: values[found[1]], template)


def address_of(text: str, template: str) -> str:
    """The address that a piece of text links to, "" for none."""
    if template and isinstance(text, OrderText):
        return address(template, shop=text.shop, number=text.number)
    return ""


def problem(template: str) -> str:
    """What is wrong with a template, "" for nothing."""
    if not re.fullmatch(r"https?://[\x21-\x7e]+", template):
        return f"{template!r} is not a web address: it must begin with https:// and have no blanks."
    if unknown := [field for field in _FIELD.findall(template) if field not in _FIELDS]:
        return f"{{{unknown[0]}}} is not one of {{order}}, {{shop}}."
    return "" if "{order}" in template else f"{template!r} has no place for the order number: {{order}}."
