"""WordPress exports (WXR): the tables they were made from, under the names and columns of the database.

`posts`, `postmeta`, `comments`, `commentmeta` and `users`; WooCommerce's orders are posts, their notes
comments.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from importers.readers.streams import Input
from importers.readers.xml.walk import local, text_of, walk

Rows = Iterator[tuple[str, dict[str, str | None]]]

TABLES = {
    "posts": ("ID", "post_author", "post_date", "post_date_gmt", "post_title", "post_status", "post_type"),
    "postmeta": ("post_id", "meta_key", "meta_value"),
    "comments": (
        "comment_ID", "comment_post_ID", "comment_author", "comment_author_email", "comment_date",
        "comment_date_gmt", "comment_content", "comment_approved", "comment_type", "user_id",
    ),
    "commentmeta": ("comment_id", "meta_key", "meta_value"),
    "users": ("ID", "user_login", "user_email", "display_name"),
}  # fmt: skip
_POST = {
    "post_id": "ID",
    "title": "post_title",
    "creator": "post_author",
    "status": "post_status",
    "description": "description",
}
_COMMENT = {"comment_id": "comment_ID", "comment_user_id": "user_id"}
_USER = {
    "author_id": "ID",
    "author_login": "user_login",
    "author_email": "user_email",
    "author_display_name": "display_name",
}


def rows(source: Input) -> Rows:
    """Yield the rows of all users, posts and comments, each with its table's name."""
    for step in walk(source, frozenset({"item", "author"}), partly=True):
        if step.started:
            continue
        if step.tag == "author":
            yield "users", _fields(step.element, _USER)
        else:
            yield from _item(step.element)


def _item(item: etree._Element) -> Rows:
    post = _fields(item, _POST)
    for child in item:
        if local(child) == "encoded":  # two elements of this name, which differ in their namespace
            excerpt = "excerpt" in etree.QName(child).namespace if etree.QName(child).namespace else False
            post["post_excerpt" if excerpt else "post_content"] = text_of(child)
    yield "posts", post
    for child in item:
        if local(child) == "postmeta":
            yield "postmeta", {"post_id": post.get("ID"), **_fields(child, {})}
        elif local(child) == "comment":
            yield from _comment(child, post.get("ID"))


def _comment(element: etree._Element, post: str | None) -> Rows:
    comment = {"comment_ID": None, "comment_post_ID": post, **_fields(element, _COMMENT)}
    yield "comments", comment
    for child in element:
        if local(child) == "commentmeta":
            yield "commentmeta", {"comment_id": comment["comment_ID"], **_fields(child, {})}


def _fields(element: etree._Element, names: dict[str, str]) -> dict[str, str | None]:
    """The texts of the elements in it that hold nothing but text; repeated ones in one, with commas."""
    found: dict[str, str | None] = {}
    for child in element:
        tag = local(child)
        if len(child) or tag == "encoded":
            continue
        name, text = names.get(tag, tag), text_of(child)
        found[name] = f"{found[name]}, {text}" if name in found else text
    return found
