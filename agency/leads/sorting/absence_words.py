"""Words of absences in the languages of our clients, as pieces of expressions: months, days, and what stands
beside a date that says since when or until when somebody is away.

English, Russian, Ukrainian, German, French, Spanish, Italian, Portuguese, Dutch, Polish and Czech, all in one: no
word of one of them means another thing in another, where it stands beside a date.
"""

import re


def _numbered(text: str) -> dict[str, int]:
    rows = (row.split() for row in text.split(";"))
    return {word: number for number, words in enumerate(rows, start=1) for word in words}


MONTHS = _numbered("""
    january jan januar janvier janv enero ene gennaio gen janeiro januari stycznia styczeń sty
        ledna leden января январь янв січня;
    february feb februar février févr fév febrero febbraio fevereiro fev februari lutego luty
        února únor февраля февраль фев лютого;
    march mar märz mrz mars marzo março maart mrt marca marzec března březen марта март мар
        березня;
    april apr avril avr abril abr aprile kwietnia kwiecień kwi dubna duben апреля апрель апр
        квітня;
    may mai mayo maggio mag maio mei maja maj května květen мая май травня;
    june jun juni juin junio giugno giu junho czerwca czerwiec cze června červen июня июнь июн
        червня;
    july jul juli juillet juil julio luglio lug julho lipca lipiec lip července červenec июля июль
        июл липня;
    august aug août agosto ago augustus sierpnia sierpień sie srpna srpen августа август авг
        серпня;
    september sep sept septembre septiembre settembre setembro set września wrzesień wrz září
        сентября сентябрь сен сент вересня;
    october oct oktober okt octobre octubre ottobre ott outubro out października październik paź
        října říjen октября октябрь окт жовтня;
    november nov novembre noviembre novembro listopada listopad lis listopadu ноября ноябрь ноя
        листопада;
    december dec dezember dez décembre déc diciembre dic dicembre dezembro grudnia grudzień gru
        prosince prosinec декабря декабрь дек грудня
""")
WEEKDAYS = _numbered("""
    monday montag lundi lunes lunedì segunda-feira segunda maandag poniedziałek pondělí
        понедельник понеділок;
    tuesday dienstag mardi martes martedì terça-feira terça dinsdag wtorek úterý вторник вівторок;
    wednesday mittwoch mercredi miércoles mercoledì quarta-feira quarta woensdag środę středu
        среду середу;
    thursday donnerstag jeudi jueves giovedì quinta-feira quinta donderdag czwartek čtvrtek
        четверг четвер;
    friday freitag vendredi viernes venerdì sexta-feira sexta vrijdag piątek pátek пятницу
        п'ятницу п’ятницу;
    saturday samstag sonnabend samedi sábado sabato zaterdag sobotę sobotu субботу суботу;
    sunday sonntag dimanche domingo domenica zondag niedzielę neděli воскресенье неділю
""")
TOMORROW = r"tomorrow|завтра|demain|mañana|domani|amanhã|jutro|zítra"

# They are there again.
BACK = (
    r"(?:be |am |i'm |i’m |is )?back\b|returning|returns?\b"
    r"|(?:be |am )?in (?:the |my )?office again|resume\b|reachable again"
    r"|available again|(?<!not )(?<!n't )(?<!n’t )(?:be |am )available from"
    r"|at (?:my|the) desk again|respond on|reply on"
    r"|верн(?:у|ус|ет|ё|ем)\w*|возвраща\w+|выйду|выхожу|выход(?:а|ит)? на работу"
    r"|снова|буду (?:на (?:месте|связи|работе)|в офисе|доступ\w+)"
    r"|смогу ответить|отвечу|на связи|поверн(?:у|ет|ем)\w*"
    r"|знову|буду (?:на (?:місці|зв.язку|роботі)|в офісі)|вийду"
    r"|wieder(?!hol)|zurück|(?:de|à mon) retour|reviens|reviendrai"
    r"|serai (?:à nouveau|présente? (?:à partir|dès))|reprend\w+|à nouveau"
    r"|vuelvo|vuelta|volver\w*|regres\w+|de nuevo|reincorpor\w+|estaré (?:disponible|de vuelta)"
    r"|torn(?:o|erò|erà|a)\b|rientr\w+|di nuovo|nuovamente|volto"
    r"|voltarei|voltar\w*|de volta|retorn\w+|novamente|de novo"
    r"|terug\b|weer\b|wrac\w+|wróc\w+|powr[oó]\w+|ponownie|znów"
    r"|znowu|zpět|zpátky|vrát\w+|vrac\w+|opět|zase\b|návrat\w*"
)
# The last day on which they are away.
UNTIL = (
    r"until|till?\b|'til|through|thru|up to|inclusive of|до\b|по\b|bis(?: zum| einschließlich| inkl\.?)?\b"
    r"|jusqu['’]\s?au|jusqu['’]|hasta|fino (?:a|al|all)\b"
    r"|sino al|até|tot(?: en met)?\b|t/m|t\.e\.m\.|do\b|až do"
)
# The first day of something: of an absence, unless it is said to be its end.
START = (
    r"from|since|starting|beginning|as of|после|с\b|со\b|від\b|з\b|із\b"
    r"|ab(?: dem)?\b|vom?\b|seit|von\b|à partir d\w+|à compter d\w+"
    r"|du\b|dès|a partir de\w*|desde|del?\b|dal\b|dall|da\b|a partire da\w*|vanaf|van\b|od\b|ode\b|počínaje"
)
AWAY = (
    r"away|out of (?:the |my )?office|\booo\b|on leave|vacation|holiday"
    r"|annual leave|absent|absence|unavailable|not available|unable to"
    r"|no access|limited access|not (?:be )?(?:in|at|reachable|reading|checking)"
    r"|closed|off work|travel\w*|out\b"
    r"|отпуск\w*|отсутств\w+|не (?:на связи|в офисе|работа\w+)|нет на (?:месте|работе)"
    r"|недоступ\w+|командиров\w+|вне офиса|закрыт\w*|болен|больничн\w+"
    r"|відпуст\w+|відсутн\w+|відряджен\w+|не працю\w+"
    r"|urlaub\w*|abwesen\w*|nicht (?:im|erreichbar|da|verfügbar)|außer haus"
    r"|unterwegs|ferien|geschlossen|krank\w*|elternzeit|dienstreise"
    r"|absente?\b|absence|congés?|vacances|indisponible|déplacement"
    r"|fermé\w*|hors du bureau|pas (?:disponible|joignable)"
    r"|ausente|ausencia|vacaciones|fuera de (?:la )?oficina|no (?:estaré|disponible)|cerrad\w+"
    r"|assente|assenza|ferie|fuori (?:ufficio|sede)|non (?:sarò|sono) |chius\w+|trasferta"
    r"|ausência|férias|fora do|indisponível|não estarei|fechad\w+"
    r"|afwezig\w*|vakantie|verlof|niet (?:op|aanwezig|bereikbaar)|buiten kantoor|gesloten"
    r"|urlop\w*|nieobecn\w+|poza biurem|niedostępn\w+|zwolnieni\w+|nie będzie mnie"
    r"|dovolen\w+|nepřítom\w+|mimo kancelář|nejsem|nebudu|zavřen\w*"
)
# "3 to 12 May", "3 and 12 May": only where it stands between two days.
BETWEEN = r"to|and|und|and the|au|al|all|ao|a|à|e|et|en|y|til|і|и|й|по|до|do|t/m|bis|tot"
NEXT = (
    r"next|nächste[nr]?|kommende[nr]?|prochain\w*|próxim\w+|prossim\w+|volgende"
    r"|przyszł\w+|następn\w+|příští|следующ\w+|наступн\w+"
)
# A month that comes before its day, and 03/04 that is the fourth of March: where those live who write so.
MONTH_FIRST = frozenset({"US", "PH", "FM", "MH", "PW"})
ENGLISH = re.compile(r"\b(?:the|i|am|will|office|and|my|with|you|your|be)\b", re.IGNORECASE)
OTHER = re.compile(
    r"\b(?:je|suis|vous|le|les|du|est|estoy|estaré|el|los|con|sono|sarò|il|gli|estou"
    r"|estarei|não|com|ik|het|een|niet"
    r"|ben|jestem|się|będę|jsem|na|ich|bin|und|der|die|nicht)\b|[а-яёіїєґ]{2}",
    re.IGNORECASE,
)
