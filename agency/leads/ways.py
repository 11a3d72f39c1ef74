"""By which way a word travelled, as a sign and in words."""

from flask_babel import gettext as _

from agency.leads.models import Channel, Message

ICONS = {
    Channel.brief: "file-text",
    Channel.mail: "mail",
    Channel.phone: "phone",
    Channel.messenger: "message-square",
    Channel.telegram: "send",
    Channel.form: "pencil",
    Channel.api: "link",
    Channel.hook: "link",
    Channel.page: "eye",
    Channel.note: "pencil",
}


def way_of(message: Message, *, is_first: bool = False) -> str:
    """What stands behind the writer's name: "by mail", "on the phone, noted by Vera Lindt"."""
    if not message.is_theirs:
        return _ours(message)
    way = _theirs(message)
    if is_first:
        way = _("first inquiry, %(way)s", way=way)
    if message.member is not None:
        way = _("%(way)s, noted by %(name)s", way=way, name=message.member.name)
    return way


def _theirs(message: Message) -> str:
    words: dict[Channel, str] = {
        Channel.brief: _("with the brief"),
        Channel.mail: _("by mail"),
        Channel.phone: _("on the phone"),
        Channel.messenger: _("by messenger"),
        Channel.telegram: _("by Telegram"),
        Channel.form: _("with the contact form"),
        Channel.api: _("from another site"),
        Channel.hook: _("from another service"),
        Channel.page: _("on the proposal’s page"),
        Channel.note: _("in passing"),
    }
    return words[message.channel]


def _ours(message: Message) -> str:
    if message.contact is None:
        remark = message.channel is not Channel.mail
        return str(_("a note for ourselves") if remark else _("by mail"))
    name = message.contact.name
    words: dict[Channel, str] = {
        Channel.mail: _("wrote to %(name)s", name=name),
        Channel.phone: _("talked to %(name)s on the phone", name=name),
        Channel.messenger: _("wrote to %(name)s by messenger", name=name),
        Channel.telegram: _("wrote to %(name)s by Telegram", name=name),
        Channel.note: _("told %(name)s", name=name),
    }
    return words.get(message.channel, words[Channel.note])
