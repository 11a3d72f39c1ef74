"""Conditions as they are edited: a tree of groups and checks whose places are named "0", "0.1", "0.1.0"."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from agency.briefs.comparing import ops_for, values_of
from agency.briefs.conditions import Check, Condition, Group, Op
from agency.briefs.questionnaire import Page, Question, Questionnaire
from agency.briefs.reading import DEEPEST, KEY

Sent = MultiDict[str, str]
LONGEST = 200


@dataclass
class TypedCheck:
    """One check with what is chosen in its fields."""

    question: str
    op: Op
    values: list[str] = field(default_factory=list)
    path: str = ""

    def made(self) -> Condition | None:
        """The check; None where it names no question."""
        if not KEY.fullmatch(self.question):
            return None
        values = [each.strip() for each in self.values if each.strip()]
        return Check(self.question, self.op, tuple(values) if self.op.wants_value else ())


@dataclass
class TypedGroup:
    """A group: all of its parts, or any."""

    every: bool
    parts: list["TypedGroup | TypedCheck"]
    path: str = "0"

    @property
    def depth(self) -> int:
        """How many groups it stands in."""
        return self.path.count(".")

    @property
    def may_have_groups(self) -> bool:
        """One more level is still read."""
        return self.depth + 2 < DEEPEST

    def made(self) -> Condition | None:
        """The condition: what is empty is left out, and a group of one is that one."""
        parts = [made for each in self.parts if (made := each.made()) is not None]
        if len(parts) < 2:
            return parts[0] if parts else None
        return Group(self.every, tuple(parts))


Node = TypedGroup | TypedCheck


def typed(condition: Condition | None) -> TypedGroup:
    """The tree of a condition; at its root is always a group."""
    if isinstance(condition, Group):
        made = _node(condition)
    else:
        made = TypedGroup(True, [_node(condition)] if condition is not None else [])
    assert isinstance(made, TypedGroup), "a group is made of a group"
    _number(made, "0")
    return made


def read(sent: Sent, asks: Questionnaire) -> TypedGroup:
    """The tree as it was sent."""
    places = [path for path in sent.getlist("node") if path.count(".") <= DEEPEST][:1000]
    tree: dict[str, Node] = {}
    root = TypedGroup(sent.get("node-0-join") != "any", [])
    for path in places:
        above = root if path.count(".") == 1 else tree.get(path.rpartition(".")[0])
        if path != "0" and isinstance(above, TypedGroup):
            tree[path] = _read(sent, path, asks)
            above.parts.append(tree[path])
    _number(root, "0")
    return root


def press(root: TypedGroup, command: str, path: str, earlier: list[Question]) -> None:
    """One of the tree's buttons: "check" and "group" add to the group there, "drop" takes the part out."""
    if command == "drop":
        for group in _groups(root):
            group.parts = [each for each in group.parts if each.path != path]
        _prune(root)
    new = _default(earlier)
    there = next((each for each in _groups(root) if each.path == path), None)
    if new is not None and there is not None and command == "check":
        there.parts.append(new)
    elif new is not None and there is not None and command == "group" and there.may_have_groups:
        there.parts.append(TypedGroup(not there.every, [new, _default(earlier) or new]))
    _number(root, "0")


def earlier(asks: Questionnaire, thing: Question | Page) -> list[Question]:
    """The questions that are answered before it, the nearest last."""
    if isinstance(thing, Page):
        pages = [page for page in asks.pages if page.number < thing.number]
        before = [each for page in pages for each in page.questions]
    else:
        end = asks.order.get(thing.key, len(asks.order))
        before = list(asks.questions)[:end]
    return [each for each in before if ops_for(each)]


def _default(earlier: list[Question]) -> TypedCheck | None:
    """The nearest question that is answered by choices, else the nearest."""
    choosing = [each for each in earlier if values_of(each)]
    if not earlier:
        return None
    question = (choosing or earlier)[-1]
    return TypedCheck(question.key, ops_for(question)[0])


def _node(condition: Condition) -> Node:
    if isinstance(condition, Check):
        return TypedCheck(condition.question, condition.op, list(condition.values))
    return TypedGroup(condition.every, [_node(each) for each in condition.parts])


def _read(sent: Sent, path: str, asks: Questionnaire) -> Node:
    if f"node-{path}-join" in sent:
        return TypedGroup(sent[f"node-{path}-join"] != "any", [])
    key = sent.get(f"node-{path}-question", "")[:40]
    values = [each[:LONGEST] for each in sent.getlist(f"node-{path}-value")]
    op = next((each for each in Op if each.value == sent.get(f"node-{path}-op")), Op.answered)
    question = asks.by_key.get(key)
    if question is not None and key != sent.get(f"node-{path}-was"):
        fitting = ops_for(question) or (Op.answered,)
        op, values = (op if op in fitting else fitting[0]), []
    return TypedCheck(key, op, values)


def _number(node: Node, path: str) -> None:
    node.path = path
    for n, each in enumerate(node.parts if isinstance(node, TypedGroup) else ()):
        _number(each, f"{path}.{n}")


def _groups(node: Node) -> Iterator[TypedGroup]:
    if isinstance(node, TypedGroup):
        yield node
        for each in node.parts:
            yield from _groups(each)


def _prune(root: TypedGroup) -> None:
    for group in _groups(root):
        group.parts = [
            each for each in group.parts if not isinstance(each, TypedGroup) or each.parts
        ]
