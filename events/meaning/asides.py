# ruff: noqa: E501 RUF001
"""What stands behind a comma or a dash and only adds a remark: `Customer cancelled, wrong size ordered`."""

from __future__ import annotations

import re
from functools import cache

from events.meaning.worded_amounts import OF_OTHERS
from events.vocabulary.kinds import Kind

SEPARATOR = re.compile(r",\s|\s[–—-]\s")
_LONGEST = 60
_END = re.compile(r"[.;!\n]")
_WORDS = re.compile(r"[^\W\d_]+")
_SAYS_MORE = (
    r"[\d?？:]|\b(?:"
    # denied, limited, expected, asked for or conditional
    r"no|not|non|none|never|yet|but|however|although|though|will|would|should|shall|must|may|might|could|can|cannot|if|unless|until|wait\w*|await\w*|pending|"
    r"ask\w*|request\w*|want\w*|need\w*|please|later|tomorrow|soon|next|only|except|error|mistake\w*|wrongly|twice|again|then|after|before|instead|another|other|"
    r"deposit|balance|unsigned|unknown|fail\w*|bounce\w*|reverse\w*|declin\w*|refus\w*|reject\w*|disput\w*|cheat\w*|fraud\w*|fake\w*|test|sorry|via error|"
    r"nicht|noch|kein\w*|nie|niemals|wird|werden|würde\w*|soll\w*|muss|müss\w*|kann|können|könnte\w*|möcht\w*|falls|wenn|sobald|sofern|bitte|bitten|aber|jedoch|doch|wart\w*|später|morgen|bald|"
    r"erst|nur|irrtüm\w*|versehen\w*|fehler\w*|doppelt|wieder|dann|danach|nachdem|bevor|bis|statt|anzahl\w*|geplatzt|abgelehnt|verweiger\w*|angeblich|andere\w*|"
    r"ne|pas|jamais|sera|seront|serait|doit|devra\w*|devrait|peut|si|mais|attend\w*|attente|veut|voudrait|svp|merci|demain|bientôt|plus tard|erreur|sauf|puis|ensuite|après|avant|acompte|autre|"
    r"nunca|todavía|aún|será|serán|sería|debe\w*|puede\w*|pero|esper\w*|favor|mañana|pronto|salvo|luego|después|antes|otro|otra|depósito|señal|"
    r"mai|ancora|sarà|saranno|deve|devono|può|se|ma|però|attes\w*|attend\w*|prego|favore|domani|presto|errore|tranne|poi|dopo|prima|acconto|altro|altra|"
    r"niet|geen|nooit|nog|zal|zullen|wordt|worden|moet\w*|kan|kunnen|als|indien|tenzij|maar|wacht\w*|graag|later|fout\w*|dan|daarna|eerst|aanbetaling|ander\w*|"
    r"nie|jeszcze|będzie|będą|musi|może|jeśli|jeżeli|gdy|ale|lecz|jednak|czek\w*|prosz\w*|jutro|wkrótce|błęd\w*|błąd|potem|później|przed|po|zaliczk\w*|inn\w*|"
    r"não|ainda|serão|seria|pode\w*|mas|porém|aguard\w*|espera\w*|pede\w*|amanhã|breve|erro|depois|sinal|outr\w*|"
    r"inte|ej|ikke|aldrig|ännu|endnu|ska|skal|kommer|måste|må|kan|om|hvis|når|när|men|vänt\w*|vent\w*|vill|vil|imorgon|snart|sedan|efter|före|inden|senere|senare|annan|andet|"
    r"není|neby\w*|nebu\w*|nemá|nechc\w*|nepřiš\w*|nedoraz\w*|ještě|bude|budou|musí|může|pokud|jestli|ale|však|ček\w*|prosím|zítra|brzy|chyb\w*|potom|pak|jiné\w*|jiný|"
    r"değil|henüz|olacak|eğer|ama|fakat|ancak|bekl\w*|istiyor\w*|lütfen|yarın|hata\w*|sonra|önce|başka|\w+m[ae]d[ıi]\w*|\w+[ae]ca[kğ]\w*"
    r")\b|n['’]t\b|"
    # another thing that happened
    r"paid|\bpay|charge|refund|return|cancel|dispatch|\bship|\bsent|\bsend|deliver|replac|exchang|"
    r"zahl|erstatt|rück|zurück|storn|versand|versend|schick|liefer|zustell|umtausch|ersatz|gutschrift|"
    r"pay[éeè]|rembours|annul|retour|envoy|expédi|livr|échang|avoir|"
    r"pag[aóoau]|devol|devuel|reembols|cancel|anul|envi|entreg|cambi|abon|"
    r"rimbors|restitu|spedi|invi|consegn|sostitu|reso|"
    r"betaal|betal|terug|verzond|verstuur|bezorg|geleverd|ruil|"
    r"zapłac|opłac|zwrot|zwróc|anulow|wysł|nadan|dostarcz|doręcz|wymian|"
    r"återb|tilbage|refunder|avbest|afbest|skick|levere|byt|"
    r"zaplac|uhraz|vrác|zruš|odesl|doruč|vymě|"
    r"öde|iade|iptal|gönder|teslim|değiş"
)
"""What a remark has that denies, limits or asks for what was said before it, or says that more happened."""


_IN_DOUBT = (
    r"\b(?:wrong|incorrect|false|falsch\w*|mauvais\w*|erroné\w*|equivocad\w*|incorrect\w*|sbagliat\w*|verkeerd\w*|zł[yaeą]|błędn\w*|errad\w*|"
    r"fel|fejl|forkert\w*|špatn\w*|yanlış\w*|as|says?|said|claims?|laut|sagt|selon|dit|según|dice|secondo|volgens|zegt|według|mówi|segundo|diz|enligt|ifølge|dle)\b"
)
"""What makes a payment or a parcel doubtful, but is a reason for what was cancelled, refunded or returned."""
_WITH_REASON = frozenset({Kind.CANCELLED, Kind.REFUNDED, Kind.RETURNED})


def is_aside(text: str, start: int, kind: Kind, keys: frozenset[str]) -> bool:
    """Whether what follows a comma or a dash at `start`, up to the end of the sentence, is a short remark
    that leaves it so that `kind` happened: it has no number and none of `keys`, the words of what else may
    have happened."""
    separator = SEPARATOR.match(text, start)
    if separator is None:
        return False
    stop = _END.search(text, separator.end())
    rest = text[separator.end() : stop.start() if stop else len(text)].strip()
    return (
        0 < len(rest) <= _LONGEST
        and not (stop and text[stop.start()] == "\n")
        and _compiled(_SAYS_MORE).search(rest) is None
        and (kind in _WITH_REASON or _compiled(_IN_DOUBT).search(rest) is None)
        and OF_OTHERS.search(rest) is None
        and keys.isdisjoint(_WORDS.findall(rest.casefold()))
    )


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern, made when it is first needed: that takes long, and most programs do without."""
    return re.compile(pattern, re.IGNORECASE)
