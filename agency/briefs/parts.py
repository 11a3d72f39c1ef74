"""What a question of each kind has beside its words: choices, columns, limits, a currency."""

from agency.briefs.kinds import TYPED, QuestionKind

Kind = QuestionKind

CHOICES = frozenset({Kind.choice, Kind.many, Kind.ranking, Kind.budget})
OTHERS = frozenset({Kind.choice, Kind.many})
PICTURES = frozenset({Kind.choice, Kind.many})
EXAMPLES = TYPED | {Kind.number, Kind.budget}
LEAST = frozenset({Kind.text, Kind.long, Kind.many, Kind.number, Kind.table})
MOST = LEAST | {Kind.rating, Kind.file}
# The kinds as they are offered, by what one wants to know.
OFFERED = (
    ("words", (Kind.text, Kind.long)),
    ("choices", (Kind.choice, Kind.many, Kind.yes_no, Kind.ranking, Kind.rating)),
    ("figures", (Kind.budget, Kind.number, Kind.day, Kind.days)),
    ("people", (Kind.contact, Kind.name, Kind.organisation, Kind.email, Kind.phone, Kind.link)),
    ("more", (Kind.file, Kind.table, Kind.consent, Kind.statement)),
)
ICONS = {
    Kind.name: "users",
    Kind.organisation: "house",
    Kind.email: "mail",
    Kind.phone: "phone",
    Kind.contact: "contact",
    Kind.text: "minus",
    Kind.long: "text-align-start",
    Kind.choice: "circle-dot",
    Kind.many: "list-checks",
    Kind.yes_no: "toggle-left",
    Kind.number: "hash",
    Kind.budget: "coins",
    Kind.day: "calendar",
    Kind.days: "calendar-range",
    Kind.link: "link",
    Kind.file: "paperclip",
    Kind.rating: "star",
    Kind.ranking: "list-ordered",
    Kind.table: "table-2",
    Kind.consent: "square-check",
    Kind.statement: "quote",
}
