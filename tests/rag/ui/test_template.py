"""Templates of the page and of exports, and that HTML and XML come from nowhere else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from rag.models.offers import Offer, Offers
from rag.ui.i18n import ENGLISH
from rag.ui.models.html import render_sheet
from rag.ui.template import render

WITH_TEMPLATES = (Path("rag/ui"), Path("rag/export"))
# What makes a text inert, and what is no XML: a WebVTT cue names its voice, a Markdown cell breaks its line.
OTHERWISE = ("ui/template.py", "ui/markup.py", "export/transcript.py", "export/footnotes.py")


def test_what_a_template_fills_in_is_inert() -> None:
    hostile = Offer("<em>", "ollama", "![x](y) {{ 7 * 7 }} $a$")
    html = render_sheet("<i>", "<u>", Offers((hostile,), "x", True), ENGLISH, manages=True, problem="<s>")
    assert not any(mark in html for mark in ("<em>", "<i>", "<u>", "<s>", "![", "{{", "49", "$"))
    assert "&#33;&#91;x&#93;&#40;y&#41; &#123;&#123; 7 &#42; 7 &#125;&#125; &#36;a&#36;" in html


def test_a_value_that_is_not_given_is_a_fault() -> None:
    with pytest.raises(UndefinedError, match="say"):
        render("models/sheet.html")


def made_by_hand(source: str) -> Iterator[tuple[int, str]]:
    """Lines of Python with HTML in a text that is no docstring, or with a text called HTML that no template gave."""
    tree = ast.parse(source)
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            if re.search(r"<[a-zA-Z/!]|&#?\w+;", node.value):
                yield node.lineno, node.value
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Markup" and node.args:
            yield node.lineno, ast.unparse(node)


def test_no_html_or_xml_is_made_by_hand() -> None:
    found = {
        f"{file}:{line}: {text}"
        for folder in WITH_TEMPLATES
        for file in folder.rglob("*.py")
        if not file.as_posix().endswith(OTHERWISE)
        for line, text in made_by_hand(file.read_text("utf-8"))
    }
    assert not found, (
        f"HTML and XML belong into a template, filled in by rag.ui.template or rag.export.xml_template: {found}"
    )


@pytest.mark.parametrize("line", ['f"<b>{name}</b>"', '"&nbsp;" + name', "Markup(name)", 'x = "</p>"'])
def test_html_made_by_hand_is_found(line: str) -> None:
    assert list(made_by_hand(line))
    assert not list(made_by_hand('def draw() -> None:\n    """Draws <b>.""" \n    return Markup().join(say("a < b"))'))


def test_no_template_lets_a_text_through_as_it_is() -> None:
    for file in [file for folder in WITH_TEMPLATES for file in (*folder.rglob("*.html"), *folder.rglob("*.xml"))]:
        source = file.read_text("utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape|Markup", source), file
        # Outside of quotes an attribute's value could bring another attribute.
        assert not re.search(r"\s[\w-]+={{", source), file
