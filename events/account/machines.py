"""Names under which legacy systems record what they do themselves: no person is called so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select

from events.tables import Condition, users

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from events.tables import Reader

SYSTEM = "system"
"""How the one who is nobody is called, in what is printed and in what is typed."""

_WORDS = (
    "system|das system|sistema|el sistema|système|systeme|le système|systeem|systém|systemet|sistem|rendszer"
    "|järjestelmä|süsteem|sistēma|σύστημα|система|システム|系统|系統|시스템"
    "|automatic|automatically|automated|automatisch|automatique|automatiquement|automático|automatico"
    "|automáticamente|automaticamente|automatycznie|automaticky|automatisk|automaattinen|otomatik|automatikus"
    "|автоматически|автоматично|自動|自动"
    "|cron|cronjob|cron job|cron-job|scheduler|scheduled task|daemon|webhook|webhooks|api"
    "|woocommerce|wordpress|shopify|shopware|magento|prestashop|opencart|oscommerce|bigcommerce|odoobot"
    "|plentymarkets|jtl-wawi|billbee|xentral|gambio|oxid|paypal|stripe|klarna|adyen"
)
MACHINES = frozenset(_WORDS.split("|"))
"""These names in lower case. Names that people have too, such as Mollie, must be assigned to the system."""

_SPELLED = frozenset(
    {spelled for word in MACHINES for spelled in (word, word.capitalize(), word.title(), word.upper())}
    | {"WooCommerce", "WordPress", "PrestaShop", "OpenCart", "osCommerce", "BigCommerce", "OdooBot", "PayPal"}
    | {"plentyMarkets", "PlentyMarkets", "JTL-Wawi", "CronJob", "WebHook"}
)
"""The ways in which they are written: texts to compare whole, since a file's `lower` knows ASCII alone."""


def is_machine_name(name: str) -> bool:
    """Whether a legacy name is that of a system, in one of the usual spellings."""
    return name in _SPELLED


def are_machines(user: Any = users.c) -> Condition:
    """Which users, a mapped class or columns, are legacy systems that acted under their own names."""
    return and_(user.email.is_(None), user.is_placeholder, user.name.in_(sorted(_SPELLED)))


def acted_by_system(user_id: ColumnElement[Any]) -> Condition:
    """Whether an event's user, a column, is the system: nobody, or one of these."""
    return or_(user_id.is_(None), user_id.in_(select(users.c.id).where(are_machines())))


def ids_of_system(reader: Reader) -> frozenset[int | None]:
    """What events of the system have as their user: None, and the ids of these."""
    return frozenset({None, *reader.scalars(select(users.c.id).where(are_machines()))})
