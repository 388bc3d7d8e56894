"""axe-core in a page: what violates WCAG 2.1 A and AA."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Frame, Page

_SCRIPT = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
_RUN = """async (tags) => {
  const found = await axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations', 'passes']});
  return {passes: found.passes.length, violations: found.violations.map(v =>
    `${v.id}: ${v.nodes.map(n => n.html.slice(0, 160) + ' ' + (n.any[0]?.message || '')).slice(0, 3).join(' | ')}`)};
}"""


def violations(page: Page | Frame) -> list[str]:
    """One line a violated rule; [] where there is none. The page's own policy keeps scripts out, so it is evaluated."""
    page.evaluate(_SCRIPT.read_text(encoding="utf-8"))
    found = page.evaluate(_RUN, _TAGS)
    assert found["passes"] > 5, "axe did not look at the page"
    return [str(line) for line in found["violations"]]
